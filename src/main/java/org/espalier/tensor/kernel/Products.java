package org.espalier.tensor.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps the code made for each width.
final class Products {

    private static final Map<Integer, Product32> FLOATS = new ConcurrentHashMap<>();
    private static final Map<Integer, Product64> DOUBLES = new ConcurrentHashMap<>();
    private static final Map<Integer, Partition64> PARTITIONS = new ConcurrentHashMap<>();
    private static final Map<Integer, Squares32> SQUARES = new ConcurrentHashMap<>();

    private Products() {}

    static Product32 of32(int bits) {
        return FLOATS.computeIfAbsent(bits, b -> new Width(b).define(VectorProduct32.class));
    }

    static Product64 of64(int bits) {
        return DOUBLES.computeIfAbsent(bits, b -> new Width(b).define(VectorProduct64.class));
    }

    static Partition64 partition(int bits) {
        return PARTITIONS.computeIfAbsent(bits, b -> new Width(b).define(VectorPartition64.class));
    }

    static Squares32 squares(int bits) {
        return SQUARES.computeIfAbsent(bits, b -> new Width(b).define(VectorSquares32.class));
    }
}
