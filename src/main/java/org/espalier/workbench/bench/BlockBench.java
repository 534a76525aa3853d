package org.espalier.workbench.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.board.BoardConnection;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.Action;
import org.espalier.plan.Board;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Step;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;

/// A block as wide as DeiT-Ti's at 101 tokens, built as real firmware: its instructions with every
/// memory technique on, and each operator's share of them, for which the operators run one by one.
final class BlockBench {

    private static final RandomNetworks.Form BLOCK =
            new RandomNetworks.Form(160, 16, 0, 192, 1, 3, 64, 768, 0, 10, false).wide();

    private static final Techniques APART = new Techniques(false, true, true);

    private final Board board;
    private final Path work;
    private final QuantizedNetwork network;
    private final byte[] picture;

    BlockBench(Board board, Path work, long seed) {
        this.board = board;
        this.work = work;
        this.network = RandomNetworks.of(BLOCK, seed);
        this.picture = RandomNetworks.picture(network, seed);
    }

    List<BenchResult> results(TaskContext context) {
        List<BenchResult> results = new ArrayList<>();
        Plan together = Planner.plan(network, board, Techniques.ALL);
        try (BoardConnection connection = connect(together, "together", context)) {
            List<Long> counts = run(connection, context);
            long block = sum(together, counts, step -> step.ops().getLast().startsWith("blocks."));
            results.add(BenchResult.simulated("firmware/block/deit-ti-101", (double) block, "instructions")
                    .within(BenchLimit.estimated(macs() * OperatorBench.LEAST_PER_MAC, OperatorBench.LEAST_BY)));
            results.add(CostModelBench.result("deit-ti-101", together, counts));
        }
        Plan apart = Planner.plan(network, board, APART);
        try (BoardConnection connection = connect(apart, "apart", context)) {
            List<Long> counts = run(connection, context);
            double all = sum(apart, counts, step -> step.ops().getLast().startsWith("blocks."));
            Map<String, Long> byKind = new TreeMap<>();
            for (Step step : apart.steps()) {
                if (step.ops().getLast().startsWith("blocks.")) {
                    byKind.merge(kind(step), counts.get(step.index()), Long::sum);
                }
            }
            byKind.forEach((kind, count) ->
                    results.add(BenchResult.simulated("firmware/share/" + kind, 100 * count / all, "% of the block")));
        }
        return results;
    }

    private long macs() {
        return network.ops().stream()
                .filter(op -> op.name().startsWith("blocks."))
                .mapToLong(Op::macs)
                .sum();
    }

    private BoardConnection connect(Plan plan, String name, TaskContext context) {
        Path folder = work.resolve(name);
        FirmwareBuilder.build(network, plan, board, folder, false, context);
        return BoardConnection.open("virtual:" + board.id(), FirmwareFolder.open(folder), new BoardFinder(), context);
    }

    private List<Long> run(BoardConnection connection, TaskContext context) {
        BoardConnection.Run run = connection.run(picture, (byte) 0xA5, context);
        if (!Arrays.equals(
                Int8Executor.run(network, picture).logits(), run.inference().logits())) {
            throw new IllegalStateException("the block on the virtual board differs from the reference executor");
        }
        return run.instructions();
    }

    private static long sum(Plan plan, List<Long> counts, java.util.function.Predicate<Step> which) {
        return plan.steps().stream()
                .filter(which)
                .mapToLong(step -> counts.get(step.index()))
                .sum();
    }

    private String kind(Step step) {
        if (step.action() != Action.CHAIN) {
            return step.action().name().toLowerCase(java.util.Locale.ROOT);
        }
        String name = step.ops().getLast();
        Op op = network.ops().stream()
                .filter(o -> o.name().equals(name))
                .findFirst()
                .orElseThrow();
        return switch (op) {
            case Op.Linear _ -> "linear";
            case Op.LayerNorm _ -> "layer-norm";
            case Op.Gelu _ -> "gelu";
            case Op.Add _ -> "add";
            case Op.PatchEmbed _ -> "patch-embed";
            case Op.PositionAdd _ -> "position";
            case Op.MeanPool _ -> "mean";
            case Op.Attention _ -> "attention";
        };
    }
}
