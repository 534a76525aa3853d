package org.espalier.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;

/// Executes a plan step by step in one array of bytes, tile by tile, as firmware would: buffers overwrite one another
/// wherever the plan says so. Scratch is filled with rubbish before each step.
final class ArenaRun {

    private final QuantizedNetwork network;
    private final Plan plan;
    private final byte[] arena;
    private final Map<String, Op> ops = new HashMap<>();
    int highWater;

    private ArenaRun(QuantizedNetwork network, Plan plan) {
        this.network = network;
        this.plan = plan;
        this.arena = new byte[plan.arenaBytes()];
        network.ops().forEach(op -> ops.put(op.name(), op));
    }

    static byte[] run(QuantizedNetwork network, Plan plan, byte[] picture) {
        var run = new ArenaRun(network, plan);
        Arrays.fill(run.arena, (byte) 0xA5);
        System.arraycopy(picture, 0, run.arena, plan.buffers().getFirst().offset(), picture.length);
        for (Step step : plan.steps()) {
            run.spoilScratch(step);
            switch (step.action()) {
                case CHAIN -> run.chain(step);
                case UNFOLD -> run.unfold(step);
                case ATTENTION ->
                    run.attention(step, plan.buffers().get(step.reads().getFirst()));
                case SCORES, SOFTMAX -> run.rubbish(plan.output(step));
                case CONTEXT ->
                    run.attention(step, plan.buffers().get(step.reads().getLast()));
            }
        }
        Buffer logits = plan.output(plan.steps().getLast());
        return Arrays.copyOfRange(run.arena, logits.offset(), logits.offset() + logits.columns());
    }

    private void spoilScratch(Step step) {
        Integer id = step.scratch();
        if (id != null) {
            rubbish(plan.buffers().get(id));
        }
    }

    private void rubbish(Buffer buffer) {
        Arrays.fill(arena, buffer.offset(), buffer.offset() + buffer.bytes(), (byte) 0x5A);
    }

    private void unfold(Step step) {
        Buffer out = plan.output(step);
        for (int p = 0; p < step.rows(); p++) {
            write(out, p, gather((Op.PatchEmbed) op(step, 0), p));
        }
    }

    private void chain(Step step) {
        Buffer source = plan.buffers().get(step.reads().getFirst());
        Buffer left = plan.buffers().get(step.reads().getLast());
        Buffer target = plan.output(step);
        int[] sums = null;
        for (int t = step.firstRow(); t < step.firstRow() + step.rows(); t += step.tile()) {
            int count = Math.min(step.tile(), step.firstRow() + step.rows() - t);
            byte[][] tile = new byte[count][];
            for (int i = 0; i < count; i++) {
                tile[i] = source.kind() == Buffer.Kind.INPUT
                        ? gather((Op.PatchEmbed) op(step, 0), t + i)
                        : read(source, t + i);
            }
            int shift = 0;
            for (String name : step.ops()) {
                Op op = op(name);
                if (op instanceof Op.PositionAdd p) {
                    shift = 1;
                    if (t == 0) {
                        write(target, 0, p.classRow());
                    }
                }
                if (op instanceof Op.MeanPool) {
                    sums = sums == null ? new int[target.columns()] : sums;
                    for (byte[] row : tile) {
                        for (int c = 0; c < sums.length; c++) {
                            sums[c] += row[c];
                        }
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        tile[i] = Rows.apply(op, tile[i], t + i, op instanceof Op.Add ? read(left, t + i) : tile[i]);
                    }
                }
            }
            if (sums == null) {
                for (int i = 0; i < count; i++) {
                    write(target, t + i + shift, tile[i]);
                }
            }
        }
        if (sums != null) {
            write(target, 0, Rows.mean((Op.MeanPool) op(step.ops().getLast()), sums));
        }
    }

    private void attention(Step step, Buffer source) {
        Op.Attention op = (Op.Attention) op(step, 0);
        Buffer target = plan.output(step);
        for (int h = 0; h < op.heads(); h++) {
            for (int row = 0; row < op.rows(); row++) {
                byte[] context = Rows.context(op, h, row, i -> read(source, i));
                int at = target.offset() + row * target.stride() + h * op.headDim();
                System.arraycopy(context, 0, arena, at, context.length);
            }
        }
    }

    private byte[] gather(Op.PatchEmbed op, int patch) {
        InputSpec input = network.input();
        byte[] out = new byte[op.map().inputs()];
        int top = patch / op.grid() * op.patch() - op.padding();
        int left = patch % op.grid() * op.patch() - op.padding();
        int at = 0;
        for (int y = top; y < top + op.patch(); y++) {
            for (int x = left; x < left + op.patch(); x++) {
                boolean inside = y >= 0 && y < input.size() && x >= 0 && x < input.size();
                for (int c = 0; c < 3; c++) {
                    int pixel = inside
                            ? arena[plan.buffers().getFirst().offset() + (y * input.size() + x) * 3 + c] & 0xFF
                            : 0;
                    out[at++] = inside ? input.table()[c][pixel] : op.padValue();
                }
            }
        }
        return out;
    }

    private Op op(Step step, int index) {
        return op(step.ops().get(index));
    }

    private Op op(String name) {
        Op op = ops.get(name);
        if (op == null) {
            throw new AssertionError("the plan names an op the network has not: " + name);
        }
        return op;
    }

    private byte[] read(Buffer buffer, int row) {
        int at = buffer.offset() + row * buffer.stride();
        return Arrays.copyOfRange(arena, at, at + buffer.columns());
    }

    private void write(Buffer buffer, int row, byte[] values) {
        int at = buffer.offset() + row * buffer.stride();
        if (row >= buffer.rows() || values.length != buffer.columns()) {
            throw new AssertionError("row " + row + " of " + values.length + " bytes does not fit " + buffer);
        }
        System.arraycopy(values, 0, arena, at, values.length);
        highWater = Math.max(highWater, at + values.length);
    }
}
