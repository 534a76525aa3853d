package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardDiffStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `board diff`.
@Command(
        name = "diff",
        description = {
            "Find the first layer, token and channel where a board differs from the reference executor.",
            "The network's C sources on this machine are compared too, if there is a C compiler."
        },
        footer = "Example: espalier board diff firmware --board virtual:stm32f746g-disco --image shirt.jpg")
final class BoardDiffCommand extends StepCommand<BoardDiffStep.Result> {

    @Mixin
    private final FirmwareOnBoard target = new FirmwareOnBoard();

    @Option(names = "--image", required = true, paramLabel = "F", description = "A picture of any size.")
    @SuppressWarnings("NullAway.Init")
    private Path image;

    @Override
    BoardDiffStep.Result work(TaskContext context) {
        return new BoardDiffStep().run(new BoardDiffStep.Parameters(target.firmware, target.board, image), context);
    }

    @Override
    void print(BoardDiffStep.Result result, PrintWriter out) {
        if (!result.imageAsBuilt()) {
            out.println("The folder's image is not the one that was built.");
        }
        for (BoardDiffStep.Layer layer : result.layers()) {
            StringBuilder sides = new StringBuilder();
            layer.differing()
                    .forEach((side, count) -> sides.append(
                            count == 0
                                    ? "  " + side + " equal"
                                    : String.format(Locale.ROOT, "  %s %,d differ", side, count)));
            out.printf(Locale.ROOT, "%,8d values%s  %s%n", layer.values(), sides, layer.name());
        }
        BoardDiffStep.First first = result.first();
        if (first == null) {
            out.println("No value differs: executor, " + String.join(", ", result.sides()) + ".");
        } else {
            out.printf(
                    Locale.ROOT,
                    "First difference: %s, step %d '%s' (%s), token %d, channel %d: %d instead of %d%n",
                    first.side(),
                    first.step(),
                    first.layer(),
                    first.activation(),
                    first.token(),
                    first.channel(),
                    first.got(),
                    first.expected());
        }
    }
}
