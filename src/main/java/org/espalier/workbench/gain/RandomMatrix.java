package org.espalier.workbench.gain;

import java.util.SplittableRandom;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Repetition;
import org.espalier.tensor.kernel.Sixteen;
import org.espalier.tensor.kernel.Weights;

/// Random matrices of any size in little time: a few rows are drawn and packed, then laid down again and again in
/// memory of their own. A product reads as much and does as much as for a matrix drawn element by element.
public final class RandomMatrix {

    private static final int TILE = 64;

    private RandomMatrix() {}

    /// The matrix of a shape that a variant leaves.
    public static Weights of(LayerShape shape, Variant variant, long seed) {
        return of(shape.keptRows(variant), shape.keptColumns(variant), variant, seed);
    }

    /// A matrix of just that size.
    ///
    /// @param seed of values and places of zeros
    public static Weights of(int rows, int columns, Variant variant, long seed) {
        return Repetition.of(tile(Math.min(TILE, rows), columns, variant, new SplittableRandom(seed)), rows);
    }

    private static Weights tile(int rows, int columns, Variant variant, SplittableRandom random) {
        float[] elements = new float[rows * columns];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (random.nextInt(1 << 16) + 1) * (random.nextBoolean() ? 0x1p-20f : -0x1p-20f);
        }
        switch (variant.thinning()) {
            case UNSTRUCTURED -> {
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = random.nextDouble() < variant.sparsity() ? 0 : elements[i];
                }
            }
            case TWO_OF_FOUR -> {
                for (int i = 0; i + 4 <= elements.length; i += 4) {
                    int first = random.nextInt(4);
                    elements[i + first] = 0;
                    elements[i + (first + 1 + random.nextInt(3)) % 4] = 0;
                }
            }
            case DENSE, STRUCTURED -> {
                // Nothing is zero.
            }
        }
        boolean sparse = variant.thinning().sparse();
        return switch (variant.values()) {
            case BF16 -> sixteen(Sixteen.BF16, rows, columns, elements, sparse);
            case F16 -> sixteen(Sixteen.F16, rows, columns, elements, sparse);
            case F32 -> sparse ? Packing.sparse(rows, columns, elements) : Packing.dense(rows, columns, elements);
            case INT8 ->
                sparse ? Packing.sparseInt8(rows, columns, elements) : Packing.denseInt8(rows, columns, elements);
        };
    }

    private static Weights sixteen(Sixteen type, int rows, int columns, float[] elements, boolean sparse) {
        short[] bits = new short[elements.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = type == Sixteen.F16
                    ? Float.floatToFloat16(elements[i])
                    : (short) (Float.floatToRawIntBits(elements[i]) >>> 16);
        }
        return sparse ? Packing.sparse(type, rows, columns, bits) : Packing.dense(type, rows, columns, bits);
    }
}
