package org.espalier.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.espalier.compress.quant.FixedPoint;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.Width;
import org.jspecify.annotations.Nullable;

/// The operators on single rows, written from the formulas a second time.
final class Rows {

    private Rows() {}

    static byte[] apply(Op op, byte[] x, int index, byte[] other) {
        return switch (op) {
            case Op.PatchEmbed p -> linear(p.map(), x);
            case Op.Linear l -> linear(l.map(), x);
            case Op.Gelu g -> {
                byte[] y = new byte[x.length];
                for (int i = 0; i < y.length; i++) {
                    y[i] = g.table()[x[i] & 0xFF];
                }
                yield y;
            }
            case Op.PositionAdd p -> {
                byte[] position = Arrays.copyOfRange(p.position(), index * x.length, (index + 1) * x.length);
                yield sum(p.mix(), x, position);
            }
            case Op.Add a -> sum(a.mix(), other, x);
            case Op.LayerNorm n -> norm(n, x);
            case Op.Attention _, Op.MeanPool _ -> throw new AssertionError("not a row: " + op.name());
        };
    }

    private static byte[] linear(Op.Matrix m, byte[] x) {
        ByteBuffer y = ByteBuffer.allocate(m.outputs() * m.width().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int o = 0; o < m.outputs(); o++) {
            int acc = m.bias()[o];
            for (int k = 0; k < x.length; k++) {
                acc += x[k] * m.weights()[o * x.length + k];
            }
            if (m.width() == Width.INT16) {
                y.putShort(half(m.zeroPoint() + FixedPoint.high(acc, m.multiplier()[o])));
            } else {
                y.put(FixedPoint.requantize(acc, m.multiplier()[o], m.zeroPoint()));
            }
        }
        return y.array();
    }

    private static short half(int value) {
        return (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static short[] halves(byte[] row) {
        short[] halves = new short[row.length / 2];
        ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(halves);
        return halves;
    }

    private static byte[] sum(Op.@Nullable Mix mix, byte[] left, byte[] right) {
        if (mix == null) {
            ByteBuffer y = ByteBuffer.allocate(left.length).order(ByteOrder.LITTLE_ENDIAN);
            for (int c = 0; c < left.length / 2; c++) {
                y.putShort(half(halves(left)[c] + halves(right)[c]));
            }
            return y.array();
        }
        byte[] y = new byte[left.length];
        for (int c = 0; c < y.length; c++) {
            y[c] = mix(mix, c, left[c], right[c]);
        }
        return y;
    }

    private static byte mix(Op.Mix m, int c, int x, int y) {
        return FixedPoint.saturate((m.a()[c] * x + m.b()[c] * y + m.k()[c]) >> 14);
    }

    private static byte[] norm(Op.LayerNorm n, byte[] x) {
        int columns = n.gain().length;
        long[] v = new long[columns];
        long sum = 0;
        long squares = 0;
        for (int c = 0; c < columns; c++) {
            boolean wide = n.inputWidth() == Width.INT16;
            v[c] = wide ? halves(x)[c] : n.offset()[c] + (long) n.multiplier()[c] * x[c];
            sum += v[c];
            squares += v[c] * v[c];
        }
        int factor = FixedPoint.reciprocalRoot(Math.max(1 << 24, columns * squares - sum * sum + n.epsilon()));
        byte[] y = new byte[columns];
        for (int c = 0; c < columns; c++) {
            int z = FixedPoint.high((int) (columns * v[c] - sum), factor);
            y[c] = FixedPoint.saturate((int) (((long) z * n.gain()[c] + n.shift()[c]) >> 20));
        }
        return y;
    }

    /// One head's context of one row; rows of Q, K, V are fetched as they stand at that moment.
    static byte[] context(Op.Attention op, int head, int row, IntFunction<byte[]> fetch) {
        int d = op.headDim();
        int width = op.heads() * d;
        byte[] q = fetch.apply(row);
        RelativeRow relative = op.relative() == null ? null : new RelativeRow(op.relative(), d, row);
        int[] scores = new int[op.rows()];
        int max = -128;
        for (int j = 0; j < op.rows(); j++) {
            byte[] k = fetch.apply(j);
            int acc = relative == null ? 0 : relative.score(q, head, j);
            for (int i = 0; i < d; i++) {
                acc += q[head * d + i] * k[width + head * d + i];
            }
            scores[j] = FixedPoint.requantize(acc, op.scoreMultiplier()[head], 0);
            max = Math.max(max, scores[j]);
        }
        int sum = 0;
        int[] acc = new int[d];
        for (int j = 0; j < op.rows(); j++) {
            int weight = op.exp()[head][max - scores[j]];
            sum += weight;
            if (relative != null) {
                relative.weigh(j, weight);
            }
            byte[] v = fetch.apply(j);
            for (int i = 0; i < d; i++) {
                acc[i] += weight * v[2 * width + head * d + i];
            }
        }
        byte[] y = new byte[d];
        for (int i = 0; i < d; i++) {
            int mean = FixedPoint.high(acc[i], FixedPoint.reciprocal(sum));
            if (relative != null) {
                mean += relative.value(FixedPoint.reciprocal(sum), head, i);
            }
            y[i] = FixedPoint.requantize(mean, op.contextMultiplier()[head * d + i], op.zeroPoint());
        }
        return y;
    }

    static byte[] mean(Op.MeanPool op, int[] sums) {
        byte[] y = new byte[sums.length];
        for (int c = 0; c < y.length; c++) {
            y[c] = FixedPoint.requantize(op.bias() + sums[c], op.multiplier(), op.zeroPoint());
        }
        return y;
    }
}
