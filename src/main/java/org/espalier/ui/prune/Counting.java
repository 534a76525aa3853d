package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.ModelMagnitudesStep;
import org.jspecify.annotations.Nullable;

/// Gets the magnitudes of a model's layers: kept counts and small models at once, a large model when the user says so.
final class Counting {

    private static final long QUICK_BYTES = 256L << 20;

    private final Session session;
    private final PruneModel model;
    private final Consumer<WorkbenchException> failed;
    private final Latest<Optional<ModelMagnitudesStep.Result>> loading;
    private @Nullable Work<?> work;

    Counting(Session session, PruneModel model, Consumer<WorkbenchException> failed) {
        this.session = session;
        this.model = model;
        this.failed = failed;
        this.loading = new Latest<>(session.tasks(), 1);
    }

    private ModelMagnitudesStep.Parameters parameters(Path dense) {
        Project project = session.projectProperty().get();
        return new ModelMagnitudesStep.Parameters(
                dense, Removal.sparsities(), project == null ? null : project.folder());
    }

    /// Shows the magnitudes of a model of so many bytes if that is quick, else offers to count them.
    void load(Path dense, long bytes) {
        if (model.counting.get()) {
            return;
        }
        ModelMagnitudesStep.Parameters parameters = parameters(dense);
        loading.request(
                Words.of("prune.magnitudes.task"),
                context -> {
                    var step = new ModelMagnitudesStep();
                    return bytes <= QUICK_BYTES || step.saved(parameters)
                            ? Optional.of(step.run(parameters, context))
                            : Optional.empty();
                },
                this::show,
                failed);
    }

    private void show(Optional<ModelMagnitudesStep.Result> found) {
        model.countable.set(found.isEmpty());
        model.magnitudes.set(found.orElse(null));
    }

    /// Counts a model of any size, in the list of tasks.
    void count(@Nullable Path dense) {
        if (dense == null || model.counting.get()) {
            return;
        }
        loading.stop();
        model.counting.set(true);
        ModelMagnitudesStep.Parameters parameters = parameters(dense);
        Work<ModelMagnitudesStep.Result> started = session.tasks()
                .start(
                        Words.of("prune.magnitudes.task"),
                        context -> new ModelMagnitudesStep().run(parameters, context));
        work = started;
        started.done(result -> {
                    if (work == started) {
                        show(Optional.of(result));
                    }
                })
                .failed(failed)
                .ended(() -> {
                    if (work == started) {
                        model.counting.set(false);
                    }
                });
    }

    /// Stops counting.
    void stop() {
        if (work != null) {
            work.cancel();
        }
    }

    /// Forgets what is shown, for another model.
    void clear() {
        stop();
        work = null;
        loading.stop();
        model.counting.set(false);
        model.countable.set(false);
        model.magnitudes.set(null);
    }
}
