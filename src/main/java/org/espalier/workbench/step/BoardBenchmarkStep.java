package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.board.Benchmark;
import org.espalier.board.BoardBenchmark;
import org.espalier.board.BoardConnection;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.plan.Plan;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.BoardMeasurements;
import org.jspecify.annotations.Nullable;

/// `board benchmark`: pictures of a test set through the firmware on a board, each compared with the
/// reference executor.
public final class BoardBenchmarkStep implements Step<BoardBenchmarkStep.Parameters, BoardBenchmarkStep.Result> {

    /// What runs where on what.
    ///
    /// @param data pictures in class folders; their test part if they come in parts
    /// @param samples how many, spread evenly over the data; 0 for all
    /// @param milliwatts a reading of the board's power while it works, or null
    public record Parameters(
            Path firmware,
            String board,
            Path data,
            int samples,
            @Nullable Double milliwatts) {

        /// Without a reading of the power.
        public Parameters(Path firmware, String board, Path data, int samples) {
            this(firmware, board, data, samples, null);
        }
    }

    private final BoardMeasurements measurements;

    /// Keeps measurements with the user's.
    public BoardBenchmarkStep() {
        this(BoardMeasurements.ofUser());
    }

    BoardBenchmarkStep(BoardMeasurements measurements) {
        this.measurements = measurements;
    }

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
    /// @param cycles of an inference: the first, and the spread of those after it
    /// @param latency the same in milliseconds
    /// @param millijoules mean energy of an inference: the power given times the time; null if none was
    ///     given
    /// @param imageCrc32 of the image, as the firmware read it from its flash: it is the one that was built
    /// @param imageSha256 of the image that was built
    /// @param classes the network's
    /// @param confusion pictures by class (rows) and answer (columns), in the order of `classes`
    /// @param wrong the pictures classified wrong
    /// @param labels where each number comes from, where that is not `label`
    /// @param layers cost by step of the plan, in their order
    /// @param functions cost by function of the firmware, most first; empty on a real board, which cannot count it
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
            Spread cycles,
            SpreadMilliseconds latency,
            @Nullable Double millijoules,
            String imageCrc32,
            String imageSha256,
            List<String> classes,
            List<List<Integer>> confusion,
            List<Wrong> wrong,
            Map<String, String> labels,
            List<Layer> layers,
            List<Function> functions) {

        /// The schema of this record.
        public static final String SCHEMA = "espalier.benchmark/1";
    }

    /// The first run, and the least, middle and most of the runs after it (of the first, if it is the
    /// only one).
    public record Spread(long cold, long min, long median, long max) {

        static Spread of(List<Long> runs) {
            List<Long> warm = (runs.size() > 1 ? runs.subList(1, runs.size()) : runs)
                    .stream().sorted().toList();
            return new Spread(runs.getFirst(), warm.getFirst(), warm.get((warm.size() - 1) / 2), warm.getLast());
        }
    }

    /// A spread as times at the core's clock.
    public record SpreadMilliseconds(double cold, double min, double median, double max) {}

    /// A picture and what it was taken for.
    public record Wrong(String name, @JsonProperty("class") String right, String answer) {}

    /// Cost of one step of the plan, as means over the samples.
    ///
    /// @param name as the plan names it
    /// @param instructions simulated; null on a real board
    /// @param cycles measured on a real board, estimated on a virtual one
    /// @param milliseconds those cycles at the core's clock
    /// @param share percent of the inference's cycles
    /// @param spread of its cycles over the samples
    public record Layer(
            String name, @Nullable Long instructions, long cycles, double milliseconds, double share, Spread spread) {}

    /// Cost of one function of the firmware for one picture, from its arrival to the answer: the inference and the
    /// serial line.
    ///
    /// @param name as the linker knows it
    /// @param instructions simulated, as a mean over the samples
    /// @param share percent of all
    public record Function(String name, long instructions, double share) {}

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
        Double milliwatts = parameters.milliwatts();
        if (milliwatts != null && !(milliwatts > 0 && milliwatts < 1e6)) {
            throw WorkbenchException.usage(
                    "board.milliwatts",
                    "--milliwatts is " + milliwatts + ", which is no power of a board",
                    "Give what the meter shows while the board works, for instance 420.");
        }
        FirmwareFolder firmware = FirmwareFolder.open(parameters.firmware());
        try (ImageFolder data = ImageFolder.open(parameters.data())) {
            BoardBenchmark.Samples samples = samples(firmware.network(), data, parameters);
            context.stage("Connecting to " + parameters.board());
            try (BoardConnection board =
                    BoardConnection.open(parameters.board(), firmware, new BoardFinder(), context)) {
                String crc = board.checkImage(firmware, context);
                Benchmark benchmark = BoardBenchmark.run(board, firmware.network(), samples, context);
                Result result = BenchmarkFigures.of(parameters, firmware, crc, benchmark);
                keep(firmware, result, context);
                return result;
            }
        }
    }

    /// What silicon took corrects later estimates.
    private void keep(FirmwareFolder firmware, Result result, TaskContext context) {
        Optional<Plan> plan = firmware.plan();
        boolean whole =
                plan.isPresent() && plan.get().steps().size() == result.layers().size();
        if (!result.label().equals(Label.MEASURED.word()) || !whole) {
            return;
        }
        measurements.keep(
                firmware.built().description(firmware.folder()),
                plan.get(),
                result.imageCrc32(),
                result.layers().stream().map(Layer::cycles).toList());
        context.emit(TaskEvent.log("Kept: estimates for this board are corrected by these times from now on"));
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
