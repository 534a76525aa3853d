package org.espalier.board;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    }

    /// Runs all samples.
    public static Benchmark run(BoardConnection board, QuantizedNetwork network, Samples samples, TaskContext context) {
        BoardBenchmark benchmark = new BoardBenchmark(board, network);
        List<String> names = board.session().stepNames(context);
        context.stage("Running " + samples.count() + " pictures on " + board.id());
        for (int i = 0; i < samples.count(); i++) {
            context.checkCancelled();
            benchmark.add(samples.get(i), PATTERNS[i % PATTERNS.length], context);
            context.progress(i + 1, samples.count());
        }
        return benchmark.result(names, samples.count());
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
        if (winner == sample.label()) {
            right++;
        }
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

    private Benchmark result(List<String> names, int samples) {
        List<Benchmark.Step> steps = new ArrayList<>();
        for (int i = 0; i < cycles.length; i++) {
            steps.add(new Benchmark.Step(names.get(i), instructions[i], cycles[i]));
        }
        return new Benchmark(
                board.label(), board.session().identity(), samples, right, agreeing, differing, steps, arena, stack);
    }
}
