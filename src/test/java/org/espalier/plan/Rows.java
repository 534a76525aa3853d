package org.espalier.plan;

import java.util.function.IntFunction;
import org.espalier.compress.quant.FixedPoint;
import org.espalier.compress.quant.Op;

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
                byte[] y = new byte[x.length];
                for (int c = 0; c < y.length; c++) {
                    y[c] = mix(p.mix(), c, x[c], p.position()[index * x.length + c]);
                }
                yield y;
            }
            case Op.Add a -> {
                byte[] y = new byte[x.length];
                for (int c = 0; c < y.length; c++) {
                    y[c] = mix(a.mix(), c, other[c], x[c]);
                }
                yield y;
            }
            case Op.LayerNorm n -> norm(n, x);
            case Op.Attention _, Op.MeanPool _ -> throw new AssertionError("not a row: " + op.name());
        };
    }

    private static byte[] linear(Op.Matrix m, byte[] x) {
        byte[] y = new byte[m.outputs()];
        for (int o = 0; o < y.length; o++) {
            int acc = m.bias()[o];
            for (int k = 0; k < x.length; k++) {
                acc += x[k] * m.weights()[o * x.length + k];
            }
            y[o] = FixedPoint.requantize(acc, m.multiplier()[o], m.zeroPoint());
        }
        return y;
    }

    private static byte mix(Op.Mix m, int c, int x, int y) {
        return FixedPoint.saturate((m.a()[c] * x + m.b()[c] * y + m.k()[c]) >> 14);
    }

    private static byte[] norm(Op.LayerNorm n, byte[] x) {
        long sum = 0;
        long squares = 0;
        for (int c = 0; c < x.length; c++) {
            long v = n.offset()[c] + (long) n.multiplier()[c] * x[c];
            sum += v;
            squares += v * v;
        }
        int factor = FixedPoint.reciprocalRoot(Math.max(1 << 24, x.length * squares - sum * sum + n.epsilon()));
        byte[] y = new byte[x.length];
        for (int c = 0; c < x.length; c++) {
            long v = n.offset()[c] + (long) n.multiplier()[c] * x[c];
            int z = FixedPoint.high((int) (x.length * v - sum), factor);
            y[c] = FixedPoint.saturate((int) (((long) z * n.gain()[c] + n.shift()[c]) >> 20));
        }
        return y;
    }

    /// One head's context of one row; rows of Q, K, V are fetched as they stand at that moment.
    static byte[] context(Op.Attention op, int head, int row, IntFunction<byte[]> fetch) {
        int d = op.headDim();
        int width = op.heads() * d;
        byte[] q = fetch.apply(row);
        int[] scores = new int[op.rows()];
        int max = -128;
        for (int j = 0; j < op.rows(); j++) {
            byte[] k = fetch.apply(j);
            int acc = 0;
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
            byte[] v = fetch.apply(j);
            for (int i = 0; i < d; i++) {
                acc[i] += weight * v[2 * width + head * d + i];
            }
        }
        byte[] y = new byte[d];
        for (int i = 0; i < d; i++) {
            y[i] = FixedPoint.requantize(
                    FixedPoint.high(acc[i], FixedPoint.reciprocal(sum)),
                    op.contextMultiplier()[head * d + i],
                    op.zeroPoint());
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
