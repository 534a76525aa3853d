package org.espalier.workbench.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.OutputFolder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.task.TaskContext;

/// The operator library on the virtual board: instructions by operator and shape, a whole block, and how fast the
/// virtual board runs.
final class FirmwareSuite implements BenchSuite {

    private static final String BOARD = "stm32f746g-disco";

    @Override
    public String name() {
        return "firmware";
    }

    @Override
    public String title() {
        return "the operator library on the virtual board";
    }

    @Override
    public List<BenchResult> run(long seed, TaskContext context) {
        Board board = Boards.byId(BOARD);
        List<BenchResult> results = new ArrayList<>();
        try {
            Path work = Files.createTempDirectory("espalier-bench");
            try {
                try (OperatorBench operators = OperatorBench.start(board, work.resolve("operators"), seed, context)) {
                    results.addAll(operators.results(context));
                }
                results.addAll(new BlockBench(board, work, seed).results(context));
                results.addAll(CostModelBench.results(board, work, seed, context));
            } finally {
                OutputFolder.delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }
}
