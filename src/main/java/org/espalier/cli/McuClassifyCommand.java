package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.McuClassifyStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mcu classify`.
@Command(
        name = "classify",
        description =
                "Classify a picture with the integer reference executor, which defines an int8 network's results.",
        footer = "Example: espalier mcu classify assets/vit-clothing-int8 --image shirt.jpg")
final class McuClassifyCommand extends StepCommand<McuClassifyStep.Result> {

    @Parameters(paramLabel = "NET", description = "An int8 network's folder, made by 'mcu quantize'.")
    @SuppressWarnings("NullAway.Init")
    private Path network;

    @Option(names = "--image", required = true, paramLabel = "F", description = "A picture of any size.")
    @SuppressWarnings("NullAway.Init")
    private Path image;

    @Override
    McuClassifyStep.Result work(TaskContext context) {
        return new McuClassifyStep().run(new McuClassifyStep.Parameters(network, image), context);
    }

    @Override
    void print(McuClassifyStep.Result result, PrintWriter out) {
        LogitLines.print(result.winner(), result.classes(), result.logits(), result.scale(), result.zeroPoint(), out);
    }
}
