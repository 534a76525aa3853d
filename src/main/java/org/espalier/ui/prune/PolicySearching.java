package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.PruneSearchParameters;
import org.espalier.workbench.step.PruneSearchStep;
import org.espalier.workbench.step.SparkTarget;
import org.jspecify.annotations.Nullable;

/// Starts a policy search in the background and shows what it tells while it runs.
final class PolicySearching {

    private final Session session;
    private final PruneModel model;
    private SearchProgress progress = new SearchProgress();

    PolicySearching(Session session, PruneModel model) {
        this.session = session;
        this.model = model;
    }

    /// Searches a policy for `dense` at `target`; `found` gets what came out.
    Work<PruneSearchStep.Result> start(Path dense, double target, Consumer<PruneSearchStep.Result> found) {
        Project project = session.projectProperty().get();
        Path calibration = project == null
                ? null
                : project.path(project.file().calibration()).orElse(null);
        Path images =
                project == null ? null : project.path(project.file().images()).orElse(null);
        RunStore store = session.runs();
        SparkTarget spark = session.spark();
        int samples = model.samples.get();
        int population = model.population.get();
        int generations = model.generations.get();
        int seed = model.seed.get();
        progress = new SearchProgress();
        show();
        return session.tasks()
                .start(
                        Words.of("prune.search.task", Numbers.percent(target)),
                        context -> new PruneSearchStep()
                                .run(
                                        PruneSearchParameters.of(
                                                        dense,
                                                        store.free("prune search"),
                                                        required(calibration),
                                                        target)
                                                .sized(images, samples, population, generations, seed, spark),
                                        context))
                .event(this::event)
                .done(result -> {
                    model.searchSaid.set(Words.of(
                            "prune.search.done",
                            Numbers.count(result.scored()),
                            Numbers.percentOf(result.accuracy()),
                            Numbers.percentOf(result.accuracies().dense())));
                    found.accept(result);
                });
    }

    private static Path required(@Nullable Path calibration) {
        if (calibration == null) {
            throw WorkbenchException.input(
                    "window.calibration",
                    Words.of("prune.search.calibration"),
                    Words.of("prune.search.calibration.remedy"));
        }
        return calibration;
    }

    private void event(TaskEvent event) {
        if (progress.take(event)) {
            show();
        }
    }

    /// Shows what an earlier search told, unless there is something newer.
    void show(SearchProgress earlier) {
        if (!model.running.get() && progress.said().isEmpty()) {
            progress = earlier;
            show();
        }
    }

    /// Forgets what is shown, for another model.
    void clear() {
        progress = new SearchProgress();
        show();
    }

    private void show() {
        model.searchSaid.set(progress.said());
        model.searchObjective.set(progress.objective());
        model.searchPopulation.set(progress.population());
        model.policies.set(progress.policies());
        model.projectorSteps.set(progress.projector());
    }
}
