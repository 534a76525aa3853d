package org.espalier.board.sim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The little of Thumb-2's encoding that counting needs.
final class Thumb {

    private static final ValueLayout.OfShort HALFWORD =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Thumb() {}

    static int halfword(MemorySegment flash, long offset) {
        return flash.get(HALFWORD, offset) & 0xFFFF;
    }

    /// Whether this halfword starts a 32-bit instruction.
    static boolean isWide(int halfword) {
        return halfword >>> 11 >= 0x1D;
    }

    /// How many instructions the `bytes` bytes at `offset` hold.
    static int instructions(MemorySegment flash, long offset, int bytes) {
        int count = 0;
        for (long at = offset; at < offset + bytes; count++) {
            at += isWide(halfword(flash, at)) ? 4 : 2;
        }
        return count;
    }
}
