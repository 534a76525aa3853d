package org.espalier.search.prune;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Projector;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.task.TaskContext;

/// Tunes the projector for the best policies, and keeps what it learned only if those policies do better on the
/// held-out samples: a step can be in vain but never do harm there.
///
/// Steps are remembered in files, so that a resumed search does not train again.
public final class ProjectorEvolution {

    /// One step.
    ///
    /// @param from version before
    /// @param to version after; the same if the step was in vain
    /// @param before mean held-out loss of the policies before
    /// @param after mean held-out loss with what was learned
    public record Step(String from, String to, double before, double after) {

        /// Whether the step was kept.
        boolean kept() {
            return !from.equals(to);
        }
    }

    private final LlavaModel model;
    private final Projectors projectors;
    private final PolicyScorer weights;
    private final List<Fold> folds;
    private final Path folder;
    private final String prefix;

    /// Prepares to tune.
    ///
    /// @param folds what is learned from: each policy pruned by a fold, the fold's scored samples in batches of the
    ///     size an update takes
    /// @param folder where steps are remembered
    /// @param prefix of the files' names
    public ProjectorEvolution(
            LlavaModel model,
            Projectors projectors,
            PolicyScorer weights,
            List<Fold> folds,
            Path folder,
            String prefix) {
        this.model = model;
        this.projectors = projectors;
        this.weights = weights;
        this.folds = List.copyOf(folds);
        this.folder = folder;
        this.prefix = prefix;
    }

    /// Takes step `number` for `policies`.
    Step step(
            int number,
            List<Candidate> policies,
            String from,
            ProjectorTuning tuning,
            long seed,
            Evaluator<Task, Score> evaluator,
            TaskContext context) {
        Path note = folder.resolve(prefix + "projector-" + number + ".json");
        Path file = folder.resolve(prefix + "projector-" + number + ".safetensors");
        if (Files.exists(note)) {
            Step step = Json.read(note, Step.class);
            projectors.read(step.to(), file);
            return step;
        }
        context.stage("Tuning the projector for " + policies.size() + " policies");
        double before = heldOut(policies, from, evaluator, context);
        String learned;
        try (NDManager keep = model.newManager()) {
            Projector tuned = tuning.tune(
                    model, projectors.get(from), lessons(policies, context), seed * 31 + number, keep, context);
            learned = projectors.add(tuned);
        }
        double after = heldOut(policies, learned, evaluator, context);
        Step step = new Step(from, after < before ? learned : from, before, after);
        if (step.kept()) {
            projectors.write(learned, file);
        }
        Json.write(note, step);
        return step;
    }

    private List<ProjectorTuning.Lesson> lessons(List<Candidate> policies, TaskContext context) {
        List<ProjectorTuning.Lesson> all = new ArrayList<>();
        for (Candidate policy : policies) {
            for (Fold fold : folds) {
                all.add(new ProjectorTuning.Lesson(weights.weights(fold, policy, context), fold.scored()));
            }
        }
        return all;
    }

    private static double heldOut(
            List<Candidate> policies, String projector, Evaluator<Task, Score> evaluator, TaskContext context) {
        return evaluator
                .evaluate(
                        policies.stream()
                                .map(policy -> new Task(policy, Part.HELD_OUT, projector, false))
                                .toList(),
                        context)
                .stream()
                .mapToDouble(Score::answers)
                .average()
                .orElse(Double.NaN);
    }
}
