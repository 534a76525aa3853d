package org.espalier.tensor.kernel;

import jdk.incubator.vector.DoubleVector;

/// Divides a run of scores at bounds, in doubles: what finding a score of some rank consists of.
///
/// Every width of vector gives the same.
public interface Partition64 {

    /// What [#divide] returns where a score is negative or not a number.
    long REFUSED = -1;

    /// Counts the scores below `low` and gathers those from `low` to `high`, both included, in their order.
    ///
    /// @param scores from `from` to `to`
    /// @param between gets the gathered from `at` on, and has room for all; may be `scores` itself if `at <= from`
    /// @return how many are below, times 2^32, and how many were gathered; or [#REFUSED]
    long divide(double[] scores, int from, int to, double low, double high, double[] between, int at);

    /// Which scores are larger than a bound: bit `i` for `scores[at + i]`.
    ///
    /// @param scores not negative
    /// @param count at most 64
    /// @param bound not negative
    long above(double[] scores, int at, int count, double bound);

    /// Code for the widest vectors of this processor.
    static Partition64 fastest() {
        return of(DoubleVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /// Code for vectors of so many bits.
    static Partition64 of(int bits) {
        return Products.partition(bits);
    }
}
