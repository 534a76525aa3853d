package org.espalier.tensor.kernel;

import jdk.incubator.vector.DoubleVector;

/// Adds the product of a tall matrix and a small one, in doubles.
///
/// An entry is summed from left to right by fused multiply and add, then added to what was there: the bits depend
/// neither on the width of the processor's vectors nor on the number of threads.
public interface Product64 {

    /// Columns of the right matrix that are packed together.
    int TILE = 16;

    /// `out += left right`.
    ///
    /// @param left (rows, depth) from `at` on, a row every `stride`
    /// @param packed the right matrix as [#pack] lays it out
    /// @param depth rows of the right matrix
    /// @param out (rows, columns rounded up to [#TILE]) from `outAt` on, a row every `outStride`
    void add(
            double[] left,
            int at,
            int stride,
            int rows,
            double[] packed,
            int depth,
            double[] out,
            int outAt,
            int outStride);

    /// `row += factor other`, by fused multiply and add.
    ///
    /// @param count a multiple of 8
    void addTimes(double factor, double[] other, int at, double[] row, int rowAt, int count);

    /// Lays out a right matrix, filled with zeros to whole tiles.
    ///
    /// @param right (depth, columns) from `at` on; the next row is `down` further, the next column `across`
    static double[] pack(double[] right, int at, int down, int across, int depth, int columns) {
        double[] packed = new double[padded(columns) * depth];
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < columns; j++) {
                packed[(j / TILE * depth + k) * TILE + j % TILE] = right[at + k * down + j * across];
            }
        }
        return packed;
    }

    /// Columns rounded up to whole tiles.
    static int padded(int columns) {
        return (columns + TILE - 1) / TILE * TILE;
    }

    /// Code for the widest vectors of this processor.
    static Product64 fastest() {
        return of(DoubleVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /// Code for vectors of so many bits.
    static Product64 of(int bits) {
        return Products.of64(bits);
    }
}
