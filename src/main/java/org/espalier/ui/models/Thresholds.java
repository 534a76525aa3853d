package org.espalier.ui.models;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.ModelThresholdsStep;
import org.jspecify.annotations.Nullable;

/// Gets the distribution of the chosen tensor's or the whole model's magnitudes: kept counts and small models at once,
/// a large model when the user says so.
final class Thresholds {

    /// A model of so many bytes at most is counted without being asked to.
    static final long QUICK_BYTES = 256L << 20;

    private static final double PAUSE_MILLIS = 120;

    private final Session session;
    private final ModelsModel model;
    private final Consumer<WorkbenchException> failed;
    private final Latest<ModelThresholdsStep.Result> loading;
    private @Nullable Path path;
    private long bytes;

    Thresholds(Session session, ModelsModel model, Consumer<WorkbenchException> failed) {
        this.session = session;
        this.model = model;
        this.failed = failed;
        this.loading = new Latest<>(session.tasks(), PAUSE_MILLIS);
        model.selected.addListener((_, before, now) -> {
            if (model.wholeModel.get() ? path != null && model.magnitudes.get() == null : !same(before, now)) {
                load(false);
            }
        });
        model.wholeModel.addListener((_, _, _) -> load(false));
    }

    private static boolean same(@Nullable TensorRow before, @Nullable TensorRow now) {
        return before != null && now != null && java.util.Objects.equals(before.tensor(), now.tensor());
    }

    /// From now on answers about a model of so many bytes; about none if its layers are not for pruning.
    void of(@Nullable Path now, long size) {
        loading.stop();
        path = now;
        bytes = size;
        model.magnitudes.set(null);
        load(false);
    }

    /// Counts every magnitude of the model, in the list of tasks.
    void count() {
        load(true);
    }

    private void load(boolean count) {
        Path now = path;
        TensorRow row = model.selected.get();
        String tensor = row == null || model.wholeModel.get() ? null : row.tensor();
        if (now == null || (tensor == null && !model.wholeModel.get())) {
            loading.stop();
            model.magnitudes.set(null);
            return;
        }
        Project project = session.projectProperty().get();
        Path folder = project == null ? null : project.folder();
        ModelThresholdsStep step = new ModelThresholdsStep();
        if (count) {
            session.tasks()
                    .start(
                            Words.of("models.threshold.counting"),
                            context -> step.run(new ModelThresholdsStep.Parameters(now, tensor, folder, true), context))
                    .done(_ -> load(false))
                    .failed(failed);
            return;
        }
        boolean quick = bytes <= QUICK_BYTES;
        loading.request(
                Words.of("models.threshold.counting"),
                context -> step.run(new ModelThresholdsStep.Parameters(now, tensor, folder, quick), context),
                model.magnitudes::set,
                failed);
    }
}
