package org.espalier.board.sim;

import java.lang.foreign.MemorySegment;

/// A simple issue model of the Cortex-M4, from instructions to **estimated** cycles: one instruction
/// after the other, each with the cycles of Arm's Cortex-M4 technical reference manual (100166, table
/// 3-1), for memory without wait states.
///
/// A load or store takes two cycles, one if it follows another; several registers one more than their
/// number; a taken branch three (one and a pipeline refill of one to three, taken as two); a division
/// seven (two to twelve); a floating-point division or root fourteen, multiply and add three;
/// everything else one. A branch that ends a block counts as taken. Arm gives no such table for the
/// Cortex-M33: it is taken to be the same.
final class SingleIssueModel {

    private static final int REFILL = 2;
    private static final int DIVISION = 7;
    private static final int FLOAT_DIVISION = 14;
    private static final int FLOAT_MULTIPLY_ADD = 3;

    private SingleIssueModel() {}

    /// Estimated cycles of one run of the block of `bytes` bytes at `offset`.
    static int cycles(MemorySegment flash, long offset, int bytes) {
        int cycles = 0;
        boolean accessed = false;
        boolean branch = false;
        for (long at = offset; at < offset + bytes; ) {
            int low = Thumb.halfword(flash, at);
            boolean wide = Thumb.isWide(low);
            int high = wide && at + 2 < flash.byteSize() ? Thumb.halfword(flash, at + 2) : 0;
            boolean access = wide ? accesses(low, high) : accesses(low);
            if (access) {
                cycles += accessed ? 1 : 2;
            } else {
                cycles += wide ? cycles(low, high) : cycles(low);
            }
            accessed = access;
            branch = wide ? branches(low, high) : branches(low);
            at += wide ? 4 : 2;
        }
        return branch ? cycles + REFILL : cycles;
    }

    private static boolean accesses(int h) {
        int top = h >>> 12;
        return h >>> 11 == 9 || (top >= 5 && top <= 9);
    }

    private static int cycles(int h) {
        boolean pushPop = (h & 0xF600) == 0xB400;
        boolean multiple = h >>> 12 == 0xC;
        return pushPop || multiple ? 1 + Integer.bitCount(h & (pushPop ? 0x1FF : 0xFF)) : 1;
    }

    private static boolean branches(int h) {
        boolean pop = (h & 0xFF00) == 0xBD00;
        return h >>> 8 == 0x47 || (h & 0xF500) == 0xB100 || h >>> 12 == 0xD || h >>> 11 == 0x1C || pop;
    }

    private static boolean accesses(int low, int high) {
        boolean single = low >>> 9 == 0x7C;
        boolean floating = (low & 0xFF20) == 0xED00 && (high & 0x0E00) == 0x0A00;
        return single || floating;
    }

    private static int cycles(int low, int high) {
        if ((low & 0xFE40) == 0xE800) {
            return 1 + Integer.bitCount(high);
        }
        if ((low & 0xFE40) == 0xE840) {
            return 3;
        }
        if (low >>> 9 == 0x76) {
            return 1 + (high & 0xFF);
        }
        if ((low & 0xFFD0) == 0xFB90) {
            return DIVISION;
        }
        return low >>> 8 == 0xEE && (high & 0x0E10) == 0x0A00 ? floating(low, high) : 1;
    }

    private static int floating(int low, int high) {
        boolean division = (low & 0xFFB0) == 0xEE80 && (high & 0x40) == 0;
        boolean root = (low & 0xFFBF) == 0xEEB1 && (high & 0xC0) == 0xC0;
        if (division || root) {
            return FLOAT_DIVISION;
        }
        int operation = low & 0xFFB0;
        boolean add = operation == 0xEE00 || operation == 0xEE10 || operation == 0xEEA0 || operation == 0xEE90;
        return add ? FLOAT_MULTIPLY_ADD : 1;
    }

    private static boolean branches(int low, int high) {
        boolean tableBranch = (low & 0xFFF0) == 0xE8D0 && (high & 0xE0) == 0;
        boolean jump = low >>> 11 == 0x1E && (high & 0x8000) != 0;
        boolean popped = (low & 0xFE50) == 0xE810 && (high & 0x8000) != 0;
        return tableBranch || jump || popped;
    }
}
