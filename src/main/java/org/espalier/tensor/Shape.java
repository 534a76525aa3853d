package org.espalier.tensor;

import java.util.ArrayList;
import java.util.List;

/// The sizes of a tensor's dimensions, outermost first; empty for a scalar.
///
/// @param dims sizes, none negative
public record Shape(List<Long> dims) {

    /// Copies the sizes.
    ///
    /// @throws IllegalArgumentException if one is negative
    public Shape {
        dims = List.copyOf(dims);
        for (long d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException("negative dimension in " + dims);
            }
        }
    }

    /// A shape of these sizes.
    public static Shape of(long... sizes) {
        List<Long> list = new ArrayList<>(sizes.length);
        for (long size : sizes) {
            list.add(size);
        }
        return new Shape(list);
    }

    /// The number of elements; 1 for a scalar.
    ///
    /// @throws ArithmeticException if it does not fit a long
    public long elements() {
        long product = 1;
        for (long d : dims) {
            product = Math.multiplyExact(product, d);
        }
        return product;
    }

    /// The number of dimensions.
    public int rank() {
        return dims.size();
    }

    /// The size of dimension `i`.
    public long dim(int i) {
        return dims.get(i);
    }

    @Override
    public String toString() {
        return dims.toString();
    }
}
