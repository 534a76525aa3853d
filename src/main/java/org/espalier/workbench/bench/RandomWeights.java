package org.espalier.workbench.bench;

import java.util.SplittableRandom;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Sixteen;
import org.espalier.tensor.kernel.Weights;

/// Random matrices for measurements: their speed does not depend on their values, only on which are zero.
///
/// @param rows outputs
/// @param columns inputs
/// @param bits bfloat16, row-major
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RandomWeights(int rows, int columns, short[] bits) {

    /// Uniform values.
    static RandomWeights of(int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        short[] bits = new short[rows * columns];
        for (int i = 0; i < bits.length; i += 2) {
            long r = random.nextLong();
            bits[i] = bfloat(r);
            if (i + 1 < bits.length) {
                bits[i + 1] = bfloat(r >>> 32);
            }
        }
        return new RandomWeights(rows, columns, bits);
    }

    private static short bfloat(long r) {
        float value = ((r & 0xFFFF) + 1) * 0x1p-20f;
        int sign = (int) (r << 15) & 0x80000000;
        return (short) ((Float.floatToRawIntBits(value) | sign) >>> 16);
    }

    /// The same with a share of elements, drawn at random, set to zero.
    RandomWeights sparse(double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int limit = (int) Math.round(share * 0x1p16);
        short[] some = bits.clone();
        long r = 0;
        for (int i = 0; i < some.length; i++) {
            r = i % 4 == 0 ? random.nextLong() : r >>> 16;
            if ((r & 0xFFFF) < limit) {
                some[i] = 0;
            }
        }
        return new RandomWeights(rows, columns, some);
    }

    /// The same with two of every four neighbours set to zero.
    RandomWeights twoOfFour(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        short[] some = bits.clone();
        for (int i = 0; i + 4 <= some.length; i += 4) {
            int first = random.nextInt(4);
            some[i + first] = 0;
            some[i + (first + 1 + random.nextInt(3)) % 4] = 0;
        }
        return new RandomWeights(rows, columns, some);
    }

    /// Only the first rows.
    RandomWeights firstRows(int count) {
        return new RandomWeights(count, columns, java.util.Arrays.copyOf(bits, count * columns));
    }

    Weights dense() {
        return Packing.dense(Sixteen.BF16, rows, columns, bits);
    }

    Weights packed() {
        return Packing.sparse(Sixteen.BF16, rows, columns, bits);
    }

    Weights denseInt8() {
        return Packing.denseInt8(rows, columns, floats());
    }

    Weights packedInt8() {
        return Packing.sparseInt8(rows, columns, floats());
    }

    private float[] floats() {
        float[] floats = new float[bits.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Sixteen.BF16.value(bits[i]);
        }
        return floats;
    }

    /// The same weights in other memory.
    static Weights copy(Weights w) {
        return switch (w) {
            case Weights.Dense16 m ->
                new Weights.Dense16(m.type(), m.rows(), m.columns(), m.values().clone());
            case Weights.Dense32 m ->
                new Weights.Dense32(m.rows(), m.columns(), m.values().clone());
            case Weights.Dense8 m ->
                new Weights.Dense8(
                        m.rows(), m.columns(), m.values().clone(), m.scales().clone());
            case Weights.Sparse16 m ->
                new Weights.Sparse16(
                        m.type(),
                        m.rows(),
                        m.columns(),
                        m.bitmap().clone(),
                        m.values().clone(),
                        m.starts());
            case Weights.Sparse32 m ->
                new Weights.Sparse32(
                        m.rows(), m.columns(), m.bitmap().clone(), m.values().clone(), m.starts());
            case Weights.Sparse8 m ->
                new Weights.Sparse8(
                        m.rows(),
                        m.columns(),
                        m.bitmap().clone(),
                        m.values().clone(),
                        m.starts(),
                        m.scales().clone());
            case Weights.Cut m ->
                new Weights.Cut(copy(m.inner()), m.rows(), m.columns(), m.keptRows(), m.keptColumns());
        };
    }
}
