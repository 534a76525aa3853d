package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.board.Benchmark;
import org.espalier.board.BoardBenchmark;
import org.espalier.board.BoardConnection;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `board benchmark`: pictures of a test set through the firmware on a board, each compared with the reference
/// executor.
public final class BoardBenchmarkStep implements Step<BoardBenchmarkStep.Parameters, BoardBenchmarkStep.Result> {

    /// What runs where on what.
    ///
    /// @param data pictures in class folders; their test part if they come in parts
    /// @param samples how many, spread evenly over the data; 0 for all
    public record Parameters(Path firmware, String board, Path data, int samples) {}

    /// What a board did with a number of pictures.
    ///
    /// @param schema "espalier.benchmark/1"
    /// @param label "simulated" or "measured": where counts, marks and answers come from
    /// @param board the board's id
    /// @param samples pictures run
    /// @param accuracy percent of them classified right
    /// @param agreement percent of them whose logits all equal the reference executor's
    /// @param differing the first pictures whose logits differ, at most ten
    /// @param instructionsPerInference mean over the samples; null on a real board, which cannot count them
    /// @param cyclesPerInference mean over the samples
    /// @param milliseconds mean time of an inference at the core's clock
    /// @param coreHertz that clock
    /// @param arenaHighWater bytes of the arena up to the last one ever written
    /// @param arenaBytes bytes set aside for it, the plan's number
    /// @param stackHighWater bytes of the stack down to the lowest one ever written
    /// @param stackBytes bytes set aside for it
    /// @param labels where each number comes from, where that is not `label`
    /// @param layers cost by step of the plan, in their order
    public record Result(
            String schema,
            String label,
            String board,
            int samples,
            double accuracy,
            double agreement,
            List<String> differing,
            @Nullable Long instructionsPerInference,
            long cyclesPerInference,
            double milliseconds,
            long coreHertz,
            long arenaHighWater,
            long arenaBytes,
            long stackHighWater,
            long stackBytes,
            Map<String, String> labels,
            List<Layer> layers) {

        /// The schema of this record.
        public static final String SCHEMA = "espalier.benchmark/1";
    }

    /// Cost of one step of the plan, as means over the samples.
    ///
    /// @param name as the plan names it
    /// @param instructions simulated; null on a real board
    /// @param cycles measured on a real board, estimated on a virtual one
    /// @param milliseconds those cycles at the core's clock
    /// @param share percent of the inference's cycles
    public record Layer(String name, @Nullable Long instructions, long cycles, double milliseconds, double share) {}

    @Override
    public String name() {
        return "board benchmark";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        if (parameters.samples() < 0) {
            throw WorkbenchException.usage(
                    "board.samples",
                    "--samples is " + parameters.samples() + ", less than 0",
                    "Ask for 0 (all) or more.");
        }
        FirmwareFolder firmware = FirmwareFolder.open(parameters.firmware());
        try (ImageFolder data = ImageFolder.open(parameters.data())) {
            BoardBenchmark.Samples samples = samples(firmware.network(), data, parameters);
            context.stage("Connecting to " + parameters.board());
            try (BoardConnection board =
                    BoardConnection.open(parameters.board(), firmware, new BoardFinder(), context)) {
                return result(parameters.board(), BoardBenchmark.run(board, firmware.network(), samples, context));
            }
        }
    }

    private static BoardBenchmark.Samples samples(QuantizedNetwork network, ImageFolder data, Parameters parameters) {
        List<ImageFolder.Item> items = spread(data.items(Split.TEST), parameters.samples());
        if (items.isEmpty()) {
            throw WorkbenchException.input(
                    "board.data.empty",
                    parameters.data() + ": holds no test pictures",
                    "Give pictures in class folders, or test/ with those inside.");
        }
        int[] labels = new int[data.classes().size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = network.classes().indexOf(data.classes().get(i));
            if (labels[i] < 0) {
                throw WorkbenchException.input(
                        "board.data.class",
                        parameters.data() + ": the network has no class '"
                                + data.classes().get(i) + "'; it knows " + String.join(", ", network.classes()),
                        "Give the data the network was trained for.");
            }
        }
        return new BoardBenchmark.Samples() {
            @Override
            public int count() {
                return items.size();
            }

            @Override
            public BoardBenchmark.Sample get(int index) {
                ImageFolder.Item item = items.get(index);
                return new BoardBenchmark.Sample(
                        item.path(), network.input().prepare(data.read(item)), labels[item.label()]);
            }
        };
    }

    private static Result result(String id, Benchmark benchmark) {
        boolean counted = benchmark.label() == Label.SIMULATED;
        long hertz = benchmark.identity().coreHertz();
        int samples = benchmark.samples();
        long cycles =
                benchmark.steps().stream().mapToLong(Benchmark.Step::cycles).sum();
        long instructions = benchmark.steps().stream()
                .mapToLong(Benchmark.Step::instructions)
                .sum();
        List<Layer> layers = benchmark.steps().stream()
                .map(step -> new Layer(
                        step.name(),
                        counted ? mean(step.instructions(), samples) : null,
                        mean(step.cycles(), samples),
                        milliseconds(mean(step.cycles(), samples), hertz),
                        percent(step.cycles(), cycles)))
                .toList();
        Map<String, String> labels = new LinkedHashMap<>();
        if (counted) {
            labels.put("cyclesPerInference", Label.ESTIMATED.word());
            labels.put("milliseconds", Label.ESTIMATED.word());
        }
        return new Result(
                Result.SCHEMA,
                benchmark.label().word(),
                id,
                samples,
                percent(benchmark.right(), samples),
                percent(benchmark.agreeing(), samples),
                benchmark.differing(),
                counted ? mean(instructions, samples) : null,
                mean(cycles, samples),
                milliseconds(mean(cycles, samples), hertz),
                hertz,
                benchmark.arenaHighWater(),
                benchmark.identity().arenaBytes(),
                benchmark.stackHighWater(),
                benchmark.identity().stackBytes(),
                labels,
                layers);
    }

    private static long mean(long sum, int samples) {
        return Math.round((double) sum / samples);
    }

    private static double milliseconds(long cycles, long hertz) {
        return Math.round(cycles * 1e6 / hertz) / 1e3;
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(part * 1e4 / (double) whole) / 1e2;
    }

    /// `wanted` of the items at even distances, so that every class is among them; all if 0.
    private static List<ImageFolder.Item> spread(List<ImageFolder.Item> items, int wanted) {
        if (wanted == 0 || wanted >= items.size()) {
            return items;
        }
        List<ImageFolder.Item> some = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            some.add(items.get((int) ((long) i * items.size() / wanted)));
        }
        return some;
    }
}
