package org.espalier.workbench.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.board.BoardConnection;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.AnalyticalModel;
import org.espalier.plan.Board;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;

/// The search's estimate of time against whole networks of the kinds it chooses among, built as real firmware.
final class CostModelBench {

    private CostModelBench() {}

    private static Map<String, RandomNetworks.Form> forms() {
        RandomNetworks.Form narrow = new RandomNetworks.Form(96, 10, 0, 112, 2, 4, 16, 168, 0, 10, true).wide();
        RandomNetworks.Form ranks = new RandomNetworks.Form(96, 12, 0, 96, 2, 3, 32, 192, 40, 10, true).wide();
        Map<String, RandomNetworks.Form> forms = new LinkedHashMap<>();
        forms.put("narrow-heads-82", narrow);
        forms.put("narrow-heads-82-relative", narrow.relative(14));
        forms.put("low-rank-65", ranks);
        forms.put("low-rank-65-relative", ranks.relative(14));
        forms.put("stream-of-8-bits-37", new RandomNetworks.Form(96, 16, 0, 128, 2, 4, 32, 256, 0, 10, true));
        return forms;
    }

    /// @param work a folder for the firmware
    static List<BenchResult> results(Board board, Path work, long seed, TaskContext context) {
        List<BenchResult> results = new ArrayList<>();
        forms().forEach((name, form) -> {
            context.checkCancelled();
            QuantizedNetwork network = RandomNetworks.of(form, seed);
            byte[] picture = RandomNetworks.picture(network, seed);
            Plan plan = Planner.plan(network, board, Techniques.ALL);
            Path folder = work.resolve(name);
            FirmwareBuilder.build(network, plan, board, folder, false, context);
            try (BoardConnection connection = BoardConnection.open(
                    "virtual:" + board.id(), FirmwareFolder.open(folder), new BoardFinder(), context)) {
                BoardConnection.Run run = connection.run(picture, (byte) 0xA5, context);
                if (!Arrays.equals(
                        Int8Executor.run(network, picture).logits(),
                        run.inference().logits())) {
                    throw new IllegalStateException(name + " on the virtual board differs from the reference executor");
                }
                results.add(result(name, plan, run.instructions()));
            }
        });
        return results;
    }

    /// How far the instructions that the estimate starts from lie from the count for the whole network.
    ///
    /// @param counts instructions of each step
    static BenchResult result(String name, Plan plan, List<Long> counts) {
        double counted = counts.stream().mapToLong(Long::longValue).sum();
        double percent = 100 * (AnalyticalModel.instructions(plan) - counted) / counted;
        return new BenchResult(
                "firmware/cost-model/" + name,
                percent,
                "% from the instructions counted",
                Label.ESTIMATED.word(),
                0,
                null,
                null);
    }
}
