package org.espalier.workbench.bench;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.Outcome;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.RandomOps;
import org.espalier.firmware.OperatorProgram;
import org.espalier.plan.Board;
import org.espalier.task.TaskContext;

/// Single operators with random constants on the virtual board. An operator whose output is not the reference
/// executor's has no figure: it is an error.
final class OperatorBench implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PER_MAC = "instructions per multiply-accumulate";

    /// The smallest number of instructions a multiply-accumulate can take here.
    static final double LEAST_PER_MAC = 0.5;

    /// Why.
    static final String LEAST_BY = "SMLAD does two multiply-accumulates; loads and widening left out";

    private static final String PER_ELEMENT = "instructions per element";

    /// Rows, inputs, outputs: what a DeiT-Ti block has at 101 and 197 tokens, and a searched subnet at 145.
    private static final int[][] LINEAR = {
        {101, 192, 192}, {101, 192, 576}, {101, 192, 768}, {101, 768, 192}, {197, 192, 576}, {145, 216, 432}
    };

    /// Rows and width of a head.
    private static final int[][] ATTENTION = {{101, 64}, {145, 72}, {197, 64}};

    /// Side of the grid and width of a head, with relative positions.
    private static final int[][] RELATIVE = {{6, 32}, {10, 64}, {14, 64}};

    private static final int SPEED_RUNS = 5;
    private static final int SPEED_TIMES = 1500;
    private static final int ROWS = 101;
    private static final int COLUMNS = 192;

    // Only a picture's bytes pass through it; these operators take none.
    private static final InputSpec INPUT = InputSpec.of(96, new double[] {0.5, 0.5, 0.5}, new double[] {0.5, 0.5, 0.5});

    private final VirtualBoard board;
    private final RandomOps ops;
    private final List<BenchResult> results = new ArrayList<>();

    private OperatorBench(VirtualBoard board, RandomOps ops) {
        this.board = board;
        this.ops = ops;
    }

    /// Compiles the operators' program and switches the board on.
    static OperatorBench start(Board board, Path folder, long seed, TaskContext context) {
        Path elf = OperatorProgram.build(board, folder, context);
        VirtualBoard machine = VirtualBoard.powerUp(
                Machine.of(board), FirmwareImage.elf(elf), VirtualBoard.Counting.FASTEST, (byte) 0xA5);
        return new OperatorBench(machine, new RandomOps(new Random(seed)));
    }

    /// Measures every operator.
    List<BenchResult> results(TaskContext context) {
        for (int[] shape : LINEAR) {
            context.checkCancelled();
            linear(shape[0], shape[1], shape[2]);
        }
        for (int[] shape : ATTENTION) {
            context.checkCancelled();
            attention(shape[0], shape[1]);
        }
        byte[] x = ops.bytes(ROWS * COLUMNS);
        byte[] y = ops.bytes(ROWS * COLUMNS);
        element("layer-norm/" + COLUMNS, count(ops.layerNorm(COLUMNS, 1000), x).getFirst(), x.length, 2);
        element("gelu", count(new Op.Gelu("gelu", "x", "y", ops.bytes(256)), x).getFirst(), x.length, 2);
        element(
                "add/" + COLUMNS,
                count(new Op.Add("add", "x", "z", "y", ops.mix(COLUMNS)), x, y).getFirst(),
                x.length,
                3);
        byte[] wide = ops.bytes(2 * ROWS * COLUMNS);
        long norm = count(ops.wideLayerNorm(COLUMNS, 1000), wide).getFirst();
        element("layer-norm-16-bit/" + COLUMNS, norm, x.length, 3);
        Op sum = new Op.Add("add", "x", "z", "y", null);
        element("add-16-bit/" + COLUMNS, count(sum, wide, wide).getFirst(), x.length, 6);
        var mean = new Op.MeanPool("mean", "x", "y", 0, ROWS, 40 * ROWS, (int) (0x1p31 / ROWS / 1.3), -9);
        element("mean/" + ROWS, count(mean, x).getFirst(), x.length, 1);
        for (int[] shape : RELATIVE) {
            context.checkCancelled();
            relative(shape[0], shape[1]);
        }
        results.add(speed(context));
        return results;
    }

    /// What the virtual board does in a second of the processor's time: others at work do not count.
    private BenchResult speed(TaskContext context) {
        var op = new Op.Linear("fc", "x", "y", 16, ops.matrix(64, COLUMNS, 127));
        byte[] x = ops.bytes(16 * COLUMNS);
        double[] mips = new double[SPEED_RUNS];
        for (int i = 0; i < SPEED_RUNS; i++) {
            context.checkCancelled();
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long instructions =
                    counted(op, OperatorProgram.linear(op, x, SPEED_TIMES), x).getFirst();
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
            mips[i] = instructions / (nanos / 1e3);
        }
        return BenchResult.measured("firmware/simulated-mips", "million instructions per processor second", mips)
                .within(BenchLimit.measured(IntegerRate.millions(), "simple operations of one core of this machine"));
    }

    private void linear(int rows, int inputs, int outputs) {
        var op = new Op.Linear("fc", "x", "y", rows, ops.matrix(outputs, inputs, 127));
        long instructions = count(op, ops.bytes(rows * inputs)).getFirst();
        mac("linear/" + rows + "x" + inputs + "x" + outputs, instructions / (double) op.macs());
    }

    private void attention(int rows, int width) {
        Op.Attention op = ops.attention(rows, 1, width, 8);
        List<Long> passes = count(op, ops.bytes(rows * 3 * width));
        double macs = op.macs() / 2.0;
        mac("scores/" + rows + "x" + width, passes.get(0) / macs);
        element("softmax/" + rows, passes.get(1), rows * rows, 2);
        mac("context/" + rows + "x" + width, passes.get(2) / macs);
    }

    /// Scores and context for each pair of query and key, the products included.
    private void relative(int side, int width) {
        int rows = side * side + 1;
        Op.Attention op = ops.relative(ops.attention(rows, 1, width, 8), side, side - 1);
        List<Long> passes = count(op, ops.bytes(rows * 3 * width));
        double pairs = rows * rows;
        BenchLimit products = BenchLimit.estimated(LEAST_PER_MAC * width, LEAST_BY);
        add("relative-scores/" + rows + "x" + width, passes.get(0) / pairs, PER_ELEMENT, products);
        add("relative-context/" + rows + "x" + width, passes.get(2) / pairs, PER_ELEMENT, products);
    }

    private void mac(String what, double value) {
        add(what, value, PER_MAC, BenchLimit.estimated(LEAST_PER_MAC, LEAST_BY));
    }

    /// @param bytes read and written for an element, at least
    private void element(String what, long instructions, int elements, int bytes) {
        BenchLimit words = BenchLimit.estimated(bytes / 4.0, "each byte moved once, four at a time");
        add(what, instructions / (double) elements, PER_ELEMENT, words);
    }

    private void add(String what, double value, String unit, BenchLimit limit) {
        results.add(BenchResult.simulated("firmware/" + what, value, unit).within(limit));
    }

    /// Instructions of each part of an operator, the calls included.
    private List<Long> count(Op op, byte[]... inputs) {
        return counted(op, OperatorProgram.request(op, inputs), inputs);
    }

    private List<Long> counted(Op op, byte[] request, byte[]... inputs) {
        board.takeTicks();
        board.send(request);
        Outcome outcome = board.run(LIMIT, TaskContext.NONE);
        byte[] answer = board.received();
        byte[] expected = Int8Executor.apply(op, INPUT, inputs);
        if (!(outcome instanceof Outcome.Waiting) || answer.length < 4) {
            throw new IllegalStateException(op.name() + " on the virtual board ended with " + outcome);
        }
        int bytes = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (bytes != expected.length || !Arrays.equals(answer, 4, answer.length, expected, 0, expected.length)) {
            throw new IllegalStateException(op.name() + " on the virtual board differs from the reference executor");
        }
        List<VirtualBoard.Tick> ticks = board.takeTicks();
        List<Long> parts = new ArrayList<>();
        for (int i = 0; i + 1 < ticks.size(); i += 2) {
            parts.add(ticks.get(i + 1).instructions() - ticks.get(i).instructions());
        }
        return parts;
    }

    @Override
    public void close() {
        board.close();
    }
}
