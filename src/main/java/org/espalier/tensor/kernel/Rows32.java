package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of float weights.
final class Rows32 implements RowKernel {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, VectorShape.forBitSize(WIDTH.bits()));
    private static final int LANES = WIDTH.bits() / 32;
    private static final long LANE_BITS = (1L << LANES) - 1;

    Rows32() {}

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        int stride = Weights.padded(w.columns());
        for (int row = from; row < to; row++) {
            y[row] = switch (w) {
                case Weights.Dense32 m -> dense(m.values(), row * stride, stride, x.plain());
                case Weights.Sparse32 m -> sparse(m, row, stride / Weights.WORD, x.plain());
                default -> throw new IllegalArgumentException("not floats: " + w.getClass());
            };
        }
    }

    private static float dense(float[] values, int at, int stride, float[] x) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        for (int column = 0; column < stride; column += 2 * LANES) {
            a = FloatVector.fromArray(F, values, at + column).fma(FloatVector.fromArray(F, x, column), a);
            int next = column + LANES;
            b = FloatVector.fromArray(F, values, at + next).fma(FloatVector.fromArray(F, x, next), b);
        }
        return sum(a.add(b));
    }

    private static float sparse(Weights.Sparse32 m, int row, int words, float[] x) {
        FloatVector a = FloatVector.zero(F);
        int p = m.starts()[row];
        for (int word = 0, column = 0; word < words; word++) {
            long bits = m.bitmap()[row * words + word];
            for (int shift = 0; shift < Weights.WORD; shift += LANES, column += LANES) {
                long k = (bits >>> shift) & LANE_BITS;
                FloatVector w = FloatVector.fromArray(F, m.values(), p).expand(VectorMask.fromLong(F, k));
                p += Long.bitCount(k);
                a = w.fma(FloatVector.fromArray(F, x, column), a);
            }
        }
        return sum(a);
    }

    /// In an order of its own: the library's may change while the program is being compiled.
    private static float sum(FloatVector a) {
        float[] lanes = a.toArray();
        for (int width = LANES / 2; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                lanes[i] += lanes[i + width];
            }
        }
        return lanes[0];
    }
}
