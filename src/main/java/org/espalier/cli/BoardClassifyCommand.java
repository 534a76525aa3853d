package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardClassifyStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `board classify`.
@Command(
        name = "classify",
        description = "Classify a picture with the firmware on a board.",
        footer = "Example: espalier board classify firmware --board virtual:stm32f746g-disco --image shirt.jpg")
final class BoardClassifyCommand extends StepCommand<BoardClassifyStep.Result> {

    @Mixin
    private final FirmwareOnBoard target = new FirmwareOnBoard();

    @Option(names = "--image", required = true, paramLabel = "F", description = "A picture of any size.")
    @SuppressWarnings("NullAway.Init")
    private Path image;

    @Override
    BoardClassifyStep.Result work(TaskContext context) {
        return new BoardClassifyStep()
                .run(new BoardClassifyStep.Parameters(target.firmware, target.board, image), context);
    }

    @Override
    void print(BoardClassifyStep.Result result, PrintWriter out) {
        LogitLines.print(result.winner(), result.classes(), result.logits(), result.scale(), result.zeroPoint(), out);
        if (result.instructions() != null) {
            out.printf(Locale.ROOT, "%,d instructions (%s)%n", result.instructions(), result.label());
        }
        if (result.cycles() != null) {
            out.printf(Locale.ROOT, "%,d cycles (%s)%n", result.cycles(), result.label());
        }
    }
}
