package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of halves. Two neighbouring weights are one int, of which shifts and a mask make the float of the even and
/// that of the odd column; four rows at a time, so that the vector is read once for four.
///
/// Exponents are not moved: a half becomes a float that is 2^112 too small, exactly, subnormal ones included. The
/// vector is taken 2^56 times too large and the sum is multiplied by 2^56.
///
/// The four are a quarter of the rows apart, so that each is one stream of memory that goes on from row to row: four
/// neighbours would end their streams together, and the processor would have to find the next ones (1.5 times slower).
///
/// Loops are written out: a helper that the compiler does not inline costs an object for each vector.
final class RowsF16 implements RowKernel {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorShape SHAPE = VectorShape.forBitSize(WIDTH.bits());
    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, SHAPE);
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, SHAPE);
    private static final int LANES = WIDTH.bits() / 32;
    private static final int BLOCK = WIDTH.bits() / 16;
    private static final long BLOCK_BITS = (1L << BLOCK) - 1;
    /// Sign, exponent and mantissa of a half in a float, three bits right of where they stood.
    private static final int BITS = 0x8FFFE000;

    private static final float SCALE = 0x1p56f;

    RowsF16() {}

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        int stride = Weights.padded(w.columns());
        int quarter = (to - from) / 4;
        for (int row = from; row < from + quarter; row++) {
            four(w, stride, x, y, row, row + quarter, row + 2 * quarter, row + 3 * quarter);
        }
        int rest = from + 4 * quarter;
        if (rest < to) {
            // Of fewer than four rows the last is done again.
            four(w, stride, x, y, rest, Math.min(rest + 1, to - 1), Math.min(rest + 2, to - 1), to - 1);
        }
    }

    private static void four(Weights w, int stride, Activations x, float[] y, int r0, int r1, int r2, int r3) {
        switch (w) {
            case Weights.Dense16 m -> dense(m.values(), stride, x.even(), x.odd(), y, r0, r1, r2, r3);
            case Weights.Sparse16 m ->
                sparse(m.bitmap(), stride / Weights.WORD, m.values(), m.starts(), x, y, r0, r1, r2, r3);
            default -> throw new IllegalArgumentException("not sixteen bits: " + w.getClass());
        }
    }

    private static void dense(
            short[] values, int stride, float[] even, float[] odd, float[] y, int r0, int r1, int r2, int r3) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int p0 = r0 * stride;
        int p1 = r1 * stride;
        int p2 = r2 * stride;
        int p3 = r3 * stride;
        for (int column = 0; column < stride; column += BLOCK) {
            FloatVector e = FloatVector.fromArray(F, even, column / 2).mul(SCALE);
            FloatVector o = FloatVector.fromArray(F, odd, column / 2).mul(SCALE);
            IntVector w0 = ShortVector.fromArray(S, values, p0 + column).reinterpretAsInts();
            IntVector w1 = ShortVector.fromArray(S, values, p1 + column).reinterpretAsInts();
            IntVector w2 = ShortVector.fromArray(S, values, p2 + column).reinterpretAsInts();
            IntVector w3 = ShortVector.fromArray(S, values, p3 + column).reinterpretAsInts();
            a0 = w0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(e, a0);
            a0 = w0.lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(o, a0);
            a1 = w1.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(e, a1);
            a1 = w1.lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(o, a1);
            a2 = w2.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(e, a2);
            a2 = w2.lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(o, a2);
            a3 = w3.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(e, a3);
            a3 = w3.lanewise(VectorOperators.ASHR, 3)
                    .and(BITS)
                    .reinterpretAsFloats()
                    .fma(o, a3);
        }
        y[r0] = sum(a0);
        y[r1] = sum(a1);
        y[r2] = sum(a2);
        y[r3] = sum(a3);
    }

    private static void sparse(
            long[] bitmap,
            int words,
            short[] values,
            int[] starts,
            Activations x,
            float[] y,
            int r0,
            int r1,
            int r2,
            int r3) {
        float[] even = x.even();
        float[] odd = x.odd();
        FloatVector a0 = FloatVector.zero(F);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int p0 = starts[r0];
        int p1 = starts[r1];
        int p2 = starts[r2];
        int p3 = starts[r3];
        int half = 0;
        for (int word = 0; word < words; word++) {
            long m0 = bitmap[r0 * words + word];
            long m1 = bitmap[r1 * words + word];
            long m2 = bitmap[r2 * words + word];
            long m3 = bitmap[r3 * words + word];
            for (int shift = 0; shift < Weights.WORD; shift += BLOCK) {
                FloatVector e = FloatVector.fromArray(F, even, half).mul(SCALE);
                FloatVector o = FloatVector.fromArray(F, odd, half).mul(SCALE);
                half += LANES;
                long k0 = (m0 >>> shift) & BLOCK_BITS;
                long k1 = (m1 >>> shift) & BLOCK_BITS;
                long k2 = (m2 >>> shift) & BLOCK_BITS;
                long k3 = (m3 >>> shift) & BLOCK_BITS;
                IntVector w0 = ShortVector.fromArray(S, values, p0)
                        .expand(VectorMask.fromLong(S, k0))
                        .reinterpretAsInts();
                IntVector w1 = ShortVector.fromArray(S, values, p1)
                        .expand(VectorMask.fromLong(S, k1))
                        .reinterpretAsInts();
                IntVector w2 = ShortVector.fromArray(S, values, p2)
                        .expand(VectorMask.fromLong(S, k2))
                        .reinterpretAsInts();
                IntVector w3 = ShortVector.fromArray(S, values, p3)
                        .expand(VectorMask.fromLong(S, k3))
                        .reinterpretAsInts();
                p0 += Long.bitCount(k0);
                p1 += Long.bitCount(k1);
                p2 += Long.bitCount(k2);
                p3 += Long.bitCount(k3);
                a0 = w0.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(e, a0);
                a0 = w0.lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(o, a0);
                a1 = w1.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(e, a1);
                a1 = w1.lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(o, a1);
                a2 = w2.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(e, a2);
                a2 = w2.lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(o, a2);
                a3 = w3.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(e, a3);
                a3 = w3.lanewise(VectorOperators.ASHR, 3)
                        .and(BITS)
                        .reinterpretAsFloats()
                        .fma(o, a3);
            }
        }
        y[r0] = sum(a0);
        y[r1] = sum(a1);
        y[r2] = sum(a2);
        y[r3] = sum(a3);
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
