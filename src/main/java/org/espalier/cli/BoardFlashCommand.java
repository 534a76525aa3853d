package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardFlashStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `board flash`.
@Command(
        name = "flash",
        description = "Write a firmware image to a board: connect, erase, write, verify, run.",
        footer = "Example: espalier board flash firmware --board virtual:stm32f746g-disco")
final class BoardFlashCommand extends StepCommand<BoardFlashStep.Result> {

    @Parameters(paramLabel = "DIR", description = "A firmware folder, made by 'mcu firmware'.")
    @SuppressWarnings("NullAway.Init")
    private Path firmware;

    @Option(
            names = "--board",
            paramLabel = "ID",
            defaultValue = "virtual:stm32f746g-disco",
            description = "A board of 'board list'. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String board;

    @Override
    BoardFlashStep.Result work(TaskContext context) {
        return new BoardFlashStep().run(new BoardFlashStep.Parameters(firmware, board), context);
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
