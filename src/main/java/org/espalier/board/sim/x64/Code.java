package org.espalier.board.sim.x64;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The flash that instructions come from.
///
/// @param flash its bytes, which never change while the board runs
/// @param base the address of the first
record Code(MemorySegment flash, long base) {

    private static final ValueLayout.OfShort HALFWORD =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    boolean holds(long address, int bytes) {
        return address >= base && address + bytes <= base + flash.byteSize();
    }

    /// The halfword at an address; a breakpoint beyond the end.
    int halfword(long address) {
        return holds(address, 2) ? flash.get(HALFWORD, address - base) & 0xFFFF : 0xBE00;
    }

    int word(long address) {
        return flash.get(WORD, address - base);
    }

    int length(long address) {
        return isWide(halfword(address)) ? 4 : 2;
    }

    static boolean isWide(int halfword) {
        return halfword >>> 11 >= 0x1D;
    }
}
