package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardListStep;
import picocli.CommandLine.Command;

/// `board list`.
@Command(
        name = "list",
        description = "List virtual boards, serial ports and flash probes.",
        footer = "Example: espalier board list")
final class BoardListCommand extends StepCommand<BoardListStep.Result> {

    @Override
    BoardListStep.Result work(TaskContext context) {
        return new BoardListStep().run(new BoardListStep.Parameters(), context);
    }

    @Override
    void print(BoardListStep.Result result, PrintWriter out) {
        for (BoardListStep.Found board : result.boards()) {
            String also = board.usb().isEmpty() ? "" : ", also " + board.usb();
            out.printf(Locale.ROOT, "%-8s %-28s %s%s%n", board.kind(), board.id(), board.name(), also);
        }
    }
}
