package org.espalier.tensor.kernel;

import jdk.incubator.vector.FloatVector;

/// Adds the product of a tall matrix and a small one, in floats.
///
/// An entry is summed from left to right by fused multiply and add, then added to what was there: the bits depend
/// neither on the width of the processor's vectors nor on the number of threads.
public interface Product32 {

    /// Columns of the right matrix that are packed together.
    int TILE = 64;

    /// `out += left right`.
    ///
    /// @param left (rows, depth) from `at` on, a row every `stride`
    /// @param packed the right matrix as [#pack] lays it out
    /// @param depth rows of the right matrix
    /// @param out (rows, columns rounded up to [#TILE]) from `outAt` on, a row every `outStride`
    void add(
            float[] left,
            int at,
            int stride,
            int rows,
            float[] packed,
            int depth,
            float[] out,
            int outAt,
            int outStride);

    /// Lays out a right matrix, filled with zeros to whole tiles.
    ///
    /// @param right (depth, columns) from `at` on; the next row is `down` further, the next column `across`
    static float[] pack(float[] right, int at, int down, int across, int depth, int columns) {
        float[] packed = new float[padded(columns) * depth];
        pack(right, at, down, across, depth, columns, packed, 0);
        return packed;
    }

    /// Lays out a right matrix, or some of its tiles, in an array that may have held others.
    ///
    /// @param packed keeps what it held beside a narrow last tile: a product's columns there mean nothing
    /// @param packedAt where the tiles begin
    static void pack(
            float[] right, int at, int down, int across, int depth, int columns, float[] packed, int packedAt) {
        for (int tile = 0; tile < columns; tile += TILE) {
            int width = Math.min(TILE, columns - tile);
            int to = packedAt + tile * depth;
            if (across == 1) {
                for (int k = 0; k < depth; k++) {
                    System.arraycopy(right, at + k * down + tile, packed, to + k * TILE, width);
                }
            } else {
                for (int j = 0; j < width; j++) {
                    int from = at + (tile + j) * across;
                    for (int k = 0; k < depth; k++) {
                        packed[to + k * TILE + j] = right[from + k * down];
                    }
                }
            }
        }
    }

    /// Columns rounded up to whole tiles.
    static int padded(int columns) {
        return (columns + TILE - 1) / TILE * TILE;
    }

    /// Code for the widest vectors of this processor.
    static Product32 fastest() {
        return of(FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /// Code for vectors of so many bits.
    static Product32 of(int bits) {
        return Products.of32(bits);
    }
}
