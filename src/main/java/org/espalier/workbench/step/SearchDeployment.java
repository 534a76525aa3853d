package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// From the winner of a search to its firmware, in folders of the search's run: `retrained/`, `int8/`,
/// `firmware/`.
final class SearchDeployment {

    private static final int CALIBRATION = 512;

    private SearchDeployment() {}

    /// What came of the winner.
    ///
    /// @param retrained accuracy after fine-tuning on validation, percent; null without fine-tuning
    /// @param floatTest accuracy on the test part as float, percent; null if there is none
    /// @param int8Test accuracy on the test part as int8
    /// @param sramBytes from the linker
    /// @param flashBytes from the linker
    /// @param sha256 of the image
    public record Result(
            @Nullable Double retrained,
            @Nullable Double floatTest,
            @Nullable Double int8Test,
            String board,
            long sramBytes,
            long flashBytes,
            String sha256) {}

    /// Fine-tunes, quantises, plans and builds; what an interrupted run finished of this is not done again.
    static Result of(Path run, NasSearchParameters p, int epochs, TaskContext context) {
        Path model = run;
        Double retrained = null;
        if (epochs > 0) {
            model = run.resolve("retrained");
            retrained = retrain(run, model, p, epochs, context);
        }
        Path network = run.resolve("int8");
        McuQuantizeStep.Result quantized = new McuQuantizeStep()
                .run(
                        new McuQuantizeStep.Parameters(
                                model,
                                run.resolve(VitCheckpoint.SUBNET_FILE),
                                p.data(),
                                CALIBRATION,
                                network,
                                true,
                                p.data()),
                        context);
        McuFirmwareStep.Result built = new McuFirmwareStep()
                .run(
                        new McuFirmwareStep.Parameters(
                                network, p.options().boardId(), run.resolve("firmware"), Techniques.ALL, true),
                        context);
        return new Result(
                retrained,
                quantized.floatAccuracy(),
                quantized.int8Accuracy(),
                built.board(),
                built.sram().used(),
                built.flash().used(),
                built.sha256());
    }

    private static @Nullable Double retrain(
            Path run, Path folder, NasSearchParameters p, int epochs, TaskContext context) {
        NasRetrainStep step = new NasRetrainStep();
        NasRetrainStep.Parameters wanted = new NasRetrainStep.Parameters(
                Path.of(p.options().space()),
                run.resolve(VitCheckpoint.SUBNET_FILE),
                p.data(),
                folder,
                epochs,
                p.seed(),
                1,
                false,
                true,
                TrainingOptions.STANDARD);
        JsonNode validation = NasAblationSeed.done(
                        folder, () -> step.run(wanted, context), () -> step.resume(folder, context))
                .path("validation");
        return validation.isNumber() ? validation.asDouble() : null;
    }
}
