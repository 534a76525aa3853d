package org.espalier.board;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.Trace;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;

/// Runs pictures on a board, compares each with the reference executor, and sums.
public final class BoardBenchmark {

    /// A picture as the network takes it, and what it shows.
    ///
    /// @param name for messages
    /// @param rgb the network's input bytes
    /// @param label index of its class
    @SuppressWarnings("ArrayRecordComponent")
    public record Sample(String name, byte[] rgb, int label) {}

    /// Where samples come from, one by one, so that only one is in memory.
    public interface Samples {
        /// How many.
        int count();

        /// The sample of an index.
        Sample get(int index);
    }

    // Two patterns that have no bit in common: a byte equal to one is told from paint under the other.
    private static final byte[] PATTERNS = {(byte) 0xA5, 0x5A};
    private static final int MOST_DIFFERING = 10;

    private final BoardConnection board;
    private final QuantizedNetwork network;
    private final List<String> differing = new ArrayList<>();
    private final List<Benchmark.Wrong> wrong = new ArrayList<>();
    private final List<List<Long>> runs = new ArrayList<>();
    private final int[][] confusion;
    private final long[] instructions;
    private final long[] cycles;
    private int right;
    private int agreeing;
    private long arena;
    private long stack;

    private BoardBenchmark(BoardConnection board, QuantizedNetwork network) {
        this.board = board;
        this.network = network;
        this.instructions = new long[board.session().identity().steps()];
        this.cycles = new long[instructions.length];
        this.confusion = new int[network.classes().size()][network.classes().size()];
    }

    /// Runs all samples.
    public static Benchmark run(BoardConnection board, QuantizedNetwork network, Samples samples, TaskContext context) {
        BoardBenchmark benchmark = new BoardBenchmark(board, network);
        List<String> names = board.session().stepNames(context);
        context.stage("Running " + samples.count() + " pictures on " + board.id());
        Map<String, Long> before = board.profile();
        long start = System.nanoTime();
        for (int i = 0; i < samples.count(); i++) {
            context.checkCancelled();
            benchmark.add(samples.get(i), PATTERNS[i % PATTERNS.length], context);
            context.progress(i + 1, samples.count());
            tellTimeLeft(System.nanoTime() - start, i + 1, samples.count(), context);
        }
        return benchmark.result(names, samples.count(), before);
    }

    /// At each quarter of what takes long.
    private static void tellTimeLeft(long nanos, int done, int all, TaskContext context) {
        double seconds = nanos / 1e9;
        if (seconds > 5 && done < all && done * 4 / all != (done - 1) * 4 / all) {
            long left = Math.round(seconds / done * (all - done));
            context.emit(TaskEvent.log(done + " of " + all + " pictures, about " + left + " s left"));
        }
    }

    private void add(Sample sample, byte pattern, TaskContext context) {
        BoardConnection.Run run = board.run(sample.rgb(), pattern, context);
        byte[] logits = run.inference().logits();
        Trace expected = Int8Executor.run(network, sample.rgb());
        boolean agrees = Arrays.equals(logits, expected.logits());
        int winner = new Trace(logits, new LinkedHashMap<>()).winner();
        if (agrees) {
            agreeing++;
        } else if (differing.size() < MOST_DIFFERING) {
            differing.add(sample.name());
        }
        confusion[sample.label()][winner]++;
        if (winner == sample.label()) {
            right++;
        } else {
            wrong.add(new Benchmark.Wrong(sample.name(), sample.label(), winner));
        }
        runs.add(run.cycles());
        for (int i = 0; i < cycles.length; i++) {
            cycles[i] += run.cycles().get(i);
            if (!run.instructions().isEmpty()) {
                instructions[i] += run.instructions().get(i);
            }
        }
        arena = Math.max(arena, run.inference().arenaHighWater());
        stack = Math.max(stack, run.inference().stackHighWater());
        context.emit(new TaskEvent(
                "picture",
                Map.of(
                        "name",
                        sample.name(),
                        "class",
                        network.classes().get(sample.label()),
                        "answer",
                        network.classes().get(winner),
                        "agrees",
                        agrees,
                        "cycles",
                        run.cycles().stream().mapToLong(Long::longValue).sum())));
    }

    /// What the samples added to the counts that were there before them.
    private Map<String, Long> functions(Map<String, Long> before) {
        Map<String, Long> functions = new TreeMap<>();
        board.profile().forEach((name, count) -> functions.put(name, count - before.getOrDefault(name, 0L)));
        functions.values().removeIf(count -> count == 0);
        return functions;
    }

    private Benchmark result(List<String> names, int samples, Map<String, Long> before) {
        List<Benchmark.Step> steps = new ArrayList<>();
        for (int i = 0; i < cycles.length; i++) {
            steps.add(new Benchmark.Step(names.get(i), instructions[i], cycles[i]));
        }
        List<List<Integer>> matrix = new ArrayList<>();
        for (int[] row : confusion) {
            matrix.add(Arrays.stream(row).boxed().toList());
        }
        return new Benchmark(
                board.label(),
                board.session().identity(),
                samples,
                right,
                agreeing,
                differing,
                wrong,
                matrix,
                runs,
                steps,
                functions(before),
                arena,
                stack);
    }
}
