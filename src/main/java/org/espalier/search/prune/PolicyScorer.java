package org.espalier.search.prune;

import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.model.llava.LlavaModel;
import org.espalier.search.evaluate.Scorer;
import org.espalier.task.TaskContext;

/// Scores policies. A few candidates' weights are kept, since what is scored on one part is soon scored on another.
final class PolicyScorer implements Scorer<Task, Score> {

    private static final long MOST_KEPT = 256L << 20;

    private final LlavaModel model;
    private final Projectors projectors;
    private final List<Fold> folds;
    private final Pruner fitted;
    private final Pruner finished;
    private final Map<Part, Samples> whole;
    private final Map<String, PrunedWeights> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    /// Scores with these pruners, which stay open.
    ///
    /// @param folds what [Part#PROXY] means
    /// @param fitted calibrated on all proxy samples
    /// @param finished the winner's way, calibrated on all proxy samples
    /// @param whole the samples of every part but [Part#PROXY]
    PolicyScorer(
            LlavaModel model,
            Projectors projectors,
            List<Fold> folds,
            Pruner fitted,
            Pruner finished,
            Map<Part, Samples> whole) {
        this.model = model;
        this.projectors = projectors;
        this.folds = List.copyOf(folds);
        this.fitted = fitted;
        this.finished = finished;
        this.whole = Map.copyOf(whole);
    }

    @Override
    public void supplement(String name, Serializable value) {
        if (!(value instanceof ProjectorValues projector)) {
            throw new IllegalArgumentException(name + " is no projector");
        }
        projectors.learn(name, projector);
    }

    @Override
    public Score score(Task task, TaskContext context) {
        context.checkCancelled();
        if (task.part() == Part.PROXY && !task.finished()) {
            List<Score> each = new ArrayList<>();
            for (Fold fold : folds) {
                each.add(score(
                        weights(fold.name(), fold.pruner(), task.candidate(), context), fold.scored(), task, context));
            }
            return mean(each);
        }
        Samples samples = whole.get(task.part() == Part.PROXY ? Part.FITTED : task.part());
        if (samples == null) {
            throw new IllegalStateException("no samples for " + task.part());
        }
        return score(weights(task, context), samples, task, context);
    }

    /// The weights a task is about, from all proxy samples.
    PrunedWeights weights(Task task, TaskContext context) {
        return task.finished()
                ? weights("final", finished, task.candidate(), context)
                : weights("fitted", fitted, task.candidate(), context);
    }

    /// A fold's weights of a candidate.
    PrunedWeights weights(Fold fold, Candidate candidate, TaskContext context) {
        return weights(fold.name(), fold.pruner(), candidate, context);
    }

    private PrunedWeights weights(String name, Pruner pruner, Candidate candidate, TaskContext context) {
        String key = (pruner.equals(fitted) ? "fitted" : name) + "/" + candidate;
        synchronized (kept) {
            PrunedWeights known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        PrunedWeights fresh = pruner.prune(candidate, context);
        synchronized (kept) {
            if (kept.put(key, fresh) == null) {
                keptBytes += fresh.bytes();
            }
            var oldest = kept.entrySet().iterator();
            while (keptBytes > MOST_KEPT && kept.size() > 1) {
                keptBytes -= oldest.next().getValue().bytes();
                oldest.remove();
            }
        }
        return fresh;
    }

    private Score score(PrunedWeights weights, Samples samples, Task task, TaskContext context) {
        PrunedWeights.Seen seen = weights.seen();
        Samples.Result result =
                seen != null && seen.samples() == samples && task.projector().equals(Projectors.OWN)
                        ? seen.result()
                        : run(weights, samples, task, context);
        Map<String, Double> omegas = new TreeMap<>();
        for (Omega omega : Omega.values()) {
            if (omega != Omega.NONE) {
                omegas.put(omega.word(), omega.of(weights.norms()));
            }
        }
        return new Score(result.answers(), result.kl(), result.right(), omegas);
    }

    private Samples.Result run(PrunedWeights weights, Samples samples, Task task, TaskContext context) {
        try (NDManager manager = model.newManager()) {
            return samples.score(
                    weights.in(model.decoder(), manager),
                    projectors.get(task.projector()),
                    model.config().imageToken(),
                    context);
        }
    }

    private static Score mean(List<Score> scores) {
        Map<String, Double> omegas = new TreeMap<>();
        for (String word : scores.getFirst().omegas().keySet()) {
            omegas.put(
                    word,
                    scores.stream()
                            .mapToDouble(s -> s.omegas().getOrDefault(word, 0.0))
                            .average()
                            .orElse(0));
        }
        return new Score(
                scores.stream().mapToDouble(Score::answers).average().orElse(0),
                scores.stream().mapToDouble(Score::kl).average().orElse(0),
                scores.stream().mapToDouble(Score::right).average().orElse(0),
                omegas);
    }

    @Override
    public void close() {
        synchronized (kept) {
            kept.clear();
        }
    }
}
