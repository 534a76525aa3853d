package org.espalier.tensor;

/// What the block columns of R to the right of one account for in it, `R_right R_rows^T`, while R is found from right
/// to left.
interface BlockSums {

    /// Takes up the next block to the left.
    void prepare(int block);

    /// Puts the sums of some rows in their places. From any thread, for parts that do not overlap.
    ///
    /// @param column of the block, (rows, [UpperTriangle#BLOCK])
    void put(int from, int to, double[] column);
}
