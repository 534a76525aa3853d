package org.espalier.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A symmetric matrix of sums of products, in double or, where it is wide, in float; outside the Java heap unless it
/// was given as an array.
///
/// Reading is safe from any number of threads.
public final class Gram implements AutoCloseable {

    private final int n;
    private final boolean doubles;
    private final MemorySegment values; // (n, n)
    private final @Nullable Arena arena;

    private Gram(int n, boolean doubles, MemorySegment values, @Nullable Arena arena) {
        this.n = n;
        this.doubles = doubles;
        this.values = values;
        this.arena = arena;
    }

    /// A matrix on an array, which is shared.
    ///
    /// @param values (n, n)
    public static Gram of(double[] values, int n) {
        return new Gram(n, true, MemorySegment.ofArray(values), null);
    }

    /// A copy of an engine's array.
    ///
    /// @param values (n, n) in the machine's byte order
    /// @param doubles whether they are doubles, not floats
    @SuppressWarnings("MustBeClosedChecker") // What is returned owns the arena.
    public static Gram copy(ByteBuffer values, int n, boolean doubles) {
        Arena arena = Arena.ofShared();
        MemorySegment source = MemorySegment.ofBuffer(values);
        MemorySegment own = arena.allocate(source.byteSize(), Double.BYTES);
        own.copyFrom(source);
        return new Gram(n, doubles, own, arena);
    }

    /// Rows and columns.
    public int size() {
        return n;
    }

    /// Whether it is kept in doubles, not floats.
    boolean doubles() {
        return doubles;
    }

    /// An entry.
    public double at(int row, int column) {
        long index = (long) row * n + column;
        return doubles
                ? values.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, index)
                : values.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
    }

    /// Part of a row, from column `from` on, into all of `out`.
    public void row(int row, int from, double[] out) {
        row(row, from, out.length, out, 0, new float[doubles ? 0 : out.length]);
    }

    /// Part of a row, from column `from` on.
    ///
    /// @param out gets `count` entries from `at` on
    /// @param room for as many floats, where it is kept in floats
    void row(int row, int from, int count, double[] out, int at, float[] room) {
        long start = (long) row * n + from;
        if (doubles) {
            MemorySegment.copy(values, ValueLayout.JAVA_DOUBLE_UNALIGNED, start * Double.BYTES, out, at, count);
            return;
        }
        MemorySegment.copy(values, ValueLayout.JAVA_FLOAT_UNALIGNED, start * Float.BYTES, room, 0, count);
        for (int j = 0; j < count; j++) {
            out[at + j] = room[j];
        }
    }

    @Override
    public void close() {
        if (arena != null && arena.scope().isAlive()) {
            arena.close();
        }
    }
}
