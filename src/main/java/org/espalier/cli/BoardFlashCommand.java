package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardFlashStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `board flash`.
@Command(
        name = "flash",
        description = "Write a firmware image to a board: connect, erase, write, verify, run.",
        footer = "Example: espalier board flash firmware --board virtual:stm32f746g-disco")
final class BoardFlashCommand extends StepCommand<BoardFlashStep.Result> {

    @Mixin
    private final FirmwareOnBoard target = new FirmwareOnBoard();

    @Override
    BoardFlashStep.Result work(TaskContext context) {
        return new BoardFlashStep().run(new BoardFlashStep.Parameters(target.firmware, target.board), context);
    }

    @Override
    void print(BoardFlashStep.Result result, PrintWriter out) {
        for (BoardFlashStep.Stage stage : result.stages()) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %-13s %6.2f s  %s%n",
                    stage.stage(),
                    stage.outcome(),
                    stage.seconds(),
                    stage.detail());
        }
        out.printf(
                Locale.ROOT,
                "%,d bytes on %s by %s, SHA-256 %s%n",
                result.bytes(),
                result.board(),
                result.tool(),
                result.sha256());
    }
}
