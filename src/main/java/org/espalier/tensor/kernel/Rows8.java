package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of eight-bit weights with eight-bit activations. There is no dot product of bytes: two neighbouring weights
/// are one short, whose halves are multiplied by the activations of the even and the odd column; the two products' sum
/// fits a short, since neither factor is ever -128. A group's sums become floats once.
///
/// Loops are written out: a helper that the compiler does not inline costs an object for each vector.
final class Rows8 implements RowKernel {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorShape SHAPE = VectorShape.forBitSize(WIDTH.bits());
    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, SHAPE);
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, SHAPE);
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, SHAPE);
    private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, SHAPE);
    private static final int LANES = WIDTH.bits() / 32;
    private static final int BLOCK = WIDTH.bits() / 8;
    private static final long BLOCK_BITS = BLOCK == 64 ? -1 : (1L << BLOCK) - 1;
    private static final int GROUP_WORDS = Weights.GROUP / Weights.WORD;

    Rows8() {}

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        int stride = Weights.padded(w.columns());
        for (int row = from; row < to; row++) {
            y[row] = switch (w) {
                case Weights.Dense8 m -> dense(m.values(), row, stride, m.scales(), x);
                case Weights.Sparse8 m ->
                    sparse(m.bitmap(), row, stride / Weights.WORD, m.values(), m.starts()[row], m.scales(), x);
                default -> throw new IllegalArgumentException("not eight bits: " + w.getClass());
            };
        }
    }

    private static float dense(byte[] values, int row, int stride, float[] scales, Activations x) {
        short[] even = x.evenQuanta();
        short[] odd = x.oddQuanta();
        float[] inputs = x.scales();
        int at = row * stride;
        int scale = row * inputs.length;
        FloatVector total = FloatVector.zero(F);
        for (int group = 0, column = 0; column < stride; group++) {
            int end = Math.min(stride, column + Weights.GROUP);
            IntVector sums = IntVector.zero(I);
            for (; column < end; column += BLOCK) {
                ShortVector w = ByteVector.fromArray(B, values, at + column).reinterpretAsShorts();
                ShortVector low = w.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 8);
                IntVector both = low.mul(ShortVector.fromArray(S, even, column / 2))
                        .add(w.lanewise(VectorOperators.ASHR, 8).mul(ShortVector.fromArray(S, odd, column / 2)))
                        .reinterpretAsInts();
                sums = sums.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                        .add(both.lanewise(VectorOperators.ASHR, 16));
            }
            FloatVector scaled = (FloatVector) sums.convert(VectorOperators.I2F, 0);
            total = scaled.fma(FloatVector.broadcast(F, scales[scale + group] * inputs[group]), total);
        }
        return sum(total);
    }

    private static float sparse(
            long[] bitmap, int row, int words, byte[] values, int start, float[] scales, Activations x) {
        short[] even = x.evenQuanta();
        short[] odd = x.oddQuanta();
        float[] inputs = x.scales();
        int map = row * words;
        int scale = row * inputs.length;
        int p = start;
        FloatVector total = FloatVector.zero(F);
        for (int group = 0, word = 0; word < words; group++) {
            int end = Math.min(words, word + GROUP_WORDS);
            IntVector sums = IntVector.zero(I);
            for (; word < end; word++) {
                long bits = bitmap[map + word];
                for (int shift = 0; shift < Weights.WORD; shift += BLOCK) {
                    long k = (bits >>> shift) & BLOCK_BITS;
                    ShortVector w = ByteVector.fromArray(B, values, p)
                            .expand(VectorMask.fromLong(B, k))
                            .reinterpretAsShorts();
                    p += Long.bitCount(k);
                    int at = (word * Weights.WORD + shift) / 2;
                    ShortVector low = w.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 8);
                    IntVector both = low.mul(ShortVector.fromArray(S, even, at))
                            .add(w.lanewise(VectorOperators.ASHR, 8).mul(ShortVector.fromArray(S, odd, at)))
                            .reinterpretAsInts();
                    sums = sums.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                            .add(both.lanewise(VectorOperators.ASHR, 16));
                }
            }
            FloatVector scaled = (FloatVector) sums.convert(VectorOperators.I2F, 0);
            total = scaled.fma(FloatVector.broadcast(F, scales[scale + group] * inputs[group]), total);
        }
        return sum(total);
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
