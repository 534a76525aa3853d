package org.espalier.ui.models;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelCompareStep;
import org.espalier.workbench.step.ModelTensorStep;
import org.jspecify.annotations.Nullable;

/// Reads the chosen layer of two compared models whenever another is chosen; first the one that changed most.
final class Pairing {

    private static final double PAUSE_MILLIS = 120;
    private static final int CELLS = 96;

    private final ModelsModel model;
    private final Consumer<WorkbenchException> failed;
    private final Latest<ModelsModel.Pair> reading;

    private Pairing(Session session, ModelsModel model, Consumer<WorkbenchException> failed) {
        this.model = model;
        this.failed = failed;
        this.reading = new Latest<>(session.tasks(), PAUSE_MILLIS);
    }

    /// Does so for `model` from now on.
    static void keep(Session session, ModelsModel model, Consumer<WorkbenchException> failed) {
        new Pairing(session, model, failed).listen();
    }

    private void listen() {
        model.comparison.addListener((_, _, now) -> model.layer.set(now == null ? null : mostChanged(now)));
        model.layer.addListener((_, _, layer) -> read(layer));
    }

    private static ModelCompareStep.@Nullable Layer mostChanged(ModelCompareStep.Result result) {
        return result.layers().stream()
                .max(Comparator.comparingDouble(Pairing::change))
                .orElse(null);
    }

    private static double change(ModelCompareStep.Layer layer) {
        Double difference = layer.difference();
        return difference == null ? -1 : difference;
    }

    private void read(ModelCompareStep.@Nullable Layer layer) {
        ModelCompareStep.Result compared = model.comparison.get();
        if (layer == null || compared == null) {
            reading.stop();
            model.pair.set(null);
            return;
        }
        String here = "b".equals(layer.onlyIn()) ? null : layer.tensor();
        String there = layer.other();
        reading.request(
                Words.of("models.reading", layer.tensor()),
                context -> new ModelsModel.Pair(read(compared.a(), here, context), read(compared.b(), there, context)),
                model.pair::set,
                failed);
    }

    private static ModelTensorStep.@Nullable Result read(String model, @Nullable String tensor, TaskContext context) {
        return tensor == null
                ? null
                : new ModelTensorStep().run(new ModelTensorStep.Parameters(Path.of(model), tensor, 1, CELLS), context);
    }
}
