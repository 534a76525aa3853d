package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of sixteen-bit weights. Two neighbouring weights are one int, of which shifts and a mask make the float of
/// the even and that of the odd column; four rows at a time, so that the vector is read once for four.
///
/// A half is not shifted by the difference of the exponents' offsets: it becomes a float that is 2^112 too small,
/// exactly,
/// subnormal ones included. The vector is taken 2^56 times too large and the sum is multiplied by 2^56.
final class Rows16 implements RowKernel {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorShape SHAPE = VectorShape.forBitSize(WIDTH.bits());
    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, SHAPE);
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, SHAPE);
    private static final int LANES = WIDTH.bits() / 32;
    private static final int BLOCK = WIDTH.bits() / 16;
    private static final long BLOCK_BITS = (1L << BLOCK) - 1;
    private static final boolean HALF = WIDTH.type() == Sixteen.F16;
    private static final int UPPER = 0xFFFF0000;
    private static final int HALF_BITS = 0x8FFFE000;
    private static final float SCALE = HALF ? 0x1p56f : 1;

    Rows16() {}

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        if (w instanceof Weights.Dense16 m) {
            int row = from;
            for (; row + 4 <= to; row += 4) {
                dense4(m.values(), Weights.padded(m.columns()), x.even(), x.odd(), y, row);
            }
            for (; row < to; row++) {
                y[row] = dense1(m.values(), Weights.padded(m.columns()), x.even(), x.odd(), row);
            }
        } else if (w instanceof Weights.Sparse16 m) {
            int words = Weights.padded(m.columns()) / Weights.WORD;
            int row = from;
            for (; row + 4 <= to; row += 4) {
                sparse4(m.bitmap(), words, m.values(), m.starts(), x.even(), x.odd(), y, row);
            }
            for (; row < to; row++) {
                y[row] = sparse1(m.bitmap(), words, m.values(), m.starts()[row], x.even(), x.odd(), row);
            }
        } else {
            throw new IllegalArgumentException("not sixteen bits: " + w.getClass());
        }
    }

    private static void dense4(short[] values, int stride, float[] even, float[] odd, float[] y, int row) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int at = row * stride;
        for (int column = 0, half = 0; column < stride; column += BLOCK, half += LANES) {
            FloatVector e = input(even, half);
            FloatVector o = input(odd, half);
            IntVector w0 = pairs(values, at + column);
            IntVector w1 = pairs(values, at + stride + column);
            IntVector w2 = pairs(values, at + 2 * stride + column);
            IntVector w3 = pairs(values, at + 3 * stride + column);
            a0 = odd(w0).fma(o, even(w0).fma(e, a0));
            a1 = odd(w1).fma(o, even(w1).fma(e, a1));
            a2 = odd(w2).fma(o, even(w2).fma(e, a2));
            a3 = odd(w3).fma(o, even(w3).fma(e, a3));
        }
        y[row] = sum(a0);
        y[row + 1] = sum(a1);
        y[row + 2] = sum(a2);
        y[row + 3] = sum(a3);
    }

    private static float dense1(short[] values, int stride, float[] even, float[] odd, int row) {
        FloatVector a = FloatVector.zero(F);
        int at = row * stride;
        for (int column = 0, half = 0; column < stride; column += BLOCK, half += LANES) {
            IntVector w = pairs(values, at + column);
            a = odd(w).fma(input(odd, half), even(w).fma(input(even, half), a));
        }
        return sum(a);
    }

    private static void sparse4(
            long[] bitmap, int words, short[] values, int[] starts, float[] even, float[] odd, float[] y, int row) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int p0 = starts[row];
        int p1 = starts[row + 1];
        int p2 = starts[row + 2];
        int p3 = starts[row + 3];
        int map = row * words;
        for (int word = 0, half = 0; word < words; word++) {
            long m0 = bitmap[map + word];
            long m1 = bitmap[map + words + word];
            long m2 = bitmap[map + 2 * words + word];
            long m3 = bitmap[map + 3 * words + word];
            for (int shift = 0; shift < Weights.WORD; shift += BLOCK, half += LANES) {
                FloatVector e = input(even, half);
                FloatVector o = input(odd, half);
                long k0 = m0 >>> shift & BLOCK_BITS;
                long k1 = m1 >>> shift & BLOCK_BITS;
                long k2 = m2 >>> shift & BLOCK_BITS;
                long k3 = m3 >>> shift & BLOCK_BITS;
                IntVector w0 = spread(values, p0, k0);
                IntVector w1 = spread(values, p1, k1);
                IntVector w2 = spread(values, p2, k2);
                IntVector w3 = spread(values, p3, k3);
                p0 += Long.bitCount(k0);
                p1 += Long.bitCount(k1);
                p2 += Long.bitCount(k2);
                p3 += Long.bitCount(k3);
                a0 = odd(w0).fma(o, even(w0).fma(e, a0));
                a1 = odd(w1).fma(o, even(w1).fma(e, a1));
                a2 = odd(w2).fma(o, even(w2).fma(e, a2));
                a3 = odd(w3).fma(o, even(w3).fma(e, a3));
            }
        }
        y[row] = sum(a0);
        y[row + 1] = sum(a1);
        y[row + 2] = sum(a2);
        y[row + 3] = sum(a3);
    }

    private static float sparse1(
            long[] bitmap, int words, short[] values, int start, float[] even, float[] odd, int row) {
        FloatVector a = FloatVector.zero(F);
        int p = start;
        for (int word = 0, half = 0; word < words; word++) {
            long bits = bitmap[row * words + word];
            for (int shift = 0; shift < Weights.WORD; shift += BLOCK, half += LANES) {
                long k = bits >>> shift & BLOCK_BITS;
                IntVector w = spread(values, p, k);
                p += Long.bitCount(k);
                a = odd(w).fma(input(odd, half), even(w).fma(input(even, half), a));
            }
        }
        return sum(a);
    }

    private static FloatVector input(float[] x, int at) {
        FloatVector v = FloatVector.fromArray(F, x, at);
        return HALF ? v.mul(SCALE) : v;
    }

    private static IntVector pairs(short[] values, int at) {
        return ShortVector.fromArray(S, values, at).reinterpretAsInts();
    }

    /// The next values at the columns whose bits are set, zeros between.
    private static IntVector spread(short[] values, int at, long bits) {
        return ShortVector.fromArray(S, values, at)
                .expand(VectorMask.fromLong(S, bits))
                .reinterpretAsInts();
    }

    private static FloatVector even(IntVector pairs) {
        IntVector upper = pairs.lanewise(VectorOperators.LSHL, 16);
        return (HALF ? upper.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS) : upper).reinterpretAsFloats();
    }

    private static FloatVector odd(IntVector pairs) {
        return (HALF ? pairs.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS) : pairs.and(UPPER)).reinterpretAsFloats();
    }

    /// In an order of its own: the library's may change while the program is being compiled.
    private static float sum(FloatVector a) {
        float[] lanes = a.toArray();
        for (int width = LANES / 2; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                lanes[i] += lanes[i + width];
            }
        }
        return lanes[0] * SCALE;
    }
}
