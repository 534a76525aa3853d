package org.espalier.tensor.kernel;

import jdk.incubator.vector.DoubleVector;

/// Sums squares of floats, in doubles.
///
/// Eight sums take the elements in turn and are added to one another at the end: the bits do not depend on the width of
/// the processor's vectors.
public interface Squares32 {

    /// The sum of the squares of `values[at .. at + count)`.
    double of(float[] values, int at, int count);

    /// The sum of the squares of `values - others`, both `[at .. at + count)`.
    double ofDifference(float[] values, float[] others, int at, int count);

    /// Code for the widest vectors of this processor.
    static Squares32 fastest() {
        return of(DoubleVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /// Code for vectors of so many bits.
    static Squares32 of(int bits) {
        return Products.squares(bits);
    }
}
