package org.espalier.plan;

import org.jspecify.annotations.Nullable;

/// A buffer while a plan is being made: its size and lifetime are found first, its place last.
final class Storage {

    final String name;
    final Buffer.Kind kind;
    final int rows;
    final int columns;
    final int stride;
    final int bytes;
    final int first;
    int last;

    /// What it is placed over, and where relative to that.
    @Nullable
    Storage over;

    int shift;
    int offset;

    /// Which piece of the arena it lies in.
    int piece;

    Storage(String name, Buffer.Kind kind, int rows, int columns, int stride, int bytes, int step) {
        this.name = name;
        this.kind = kind;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
        this.bytes = align(bytes);
        this.first = step;
        this.last = step;
    }

    /// @param columns bytes of a row
    static Storage matrix(String name, Buffer.Kind kind, int rows, int columns, int step) {
        return new Storage(name, kind, rows, columns, columns, Math.multiplyExact(rows, columns), step);
    }

    /// The next multiple of 8.
    static int align(int bytes) {
        return Math.addExact(bytes, 7) & ~7;
    }

    boolean meets(Storage other) {
        return first <= other.last && other.first <= last;
    }

    /// The one its place finally depends on.
    Storage root() {
        Storage at = this;
        for (Storage next = at.over; next != null; next = at.over) {
            at = next;
        }
        return at;
    }

    /// Its place relative to its root.
    int relative() {
        int sum = 0;
        Storage at = this;
        for (Storage next = at.over; next != null; next = at.over) {
            sum += at.shift;
            at = next;
        }
        return sum;
    }
}
