package org.espalier.board.sim;

import java.lang.foreign.MemorySegment;

/// A simple issue model of the Cortex-M7, from instructions to **estimated** cycles.
///
/// Within a block two neighbours issue in one cycle unless both touch memory, or the second is a multiply, a DSP or a
/// floating-point instruction (those issue only as the first of a pair), or one is a division. Loads and stores of
/// several registers move two words a cycle; an integer division takes 8 cycles, a floating-point division or square
/// root 14; a block that ends in a branch costs one cycle more. Waiting for operands, flash wait states and cache
/// misses are not in it: it is what the code needs when nothing stalls.
final class IssueModel {

    private static final int INTEGER_DIVISION = 8;
    private static final int FLOAT_DIVISION = 14;

    private enum Kind {
        PLAIN,
        MEMORY,
        MULTIPLY,
        BRANCH,
        ALONE
    }

    private IssueModel() {}

    /// Estimated cycles of one run of the block of `bytes` bytes at `offset`.
    static int cycles(MemorySegment flash, long offset, int bytes) {
        int cycles = 0;
        Kind open = Kind.ALONE;
        boolean branch = false;
        for (long at = offset; at < offset + bytes; ) {
            int low = Thumb.halfword(flash, at);
            boolean wide = Thumb.isWide(low);
            int high = wide && at + 2 < flash.byteSize() ? Thumb.halfword(flash, at + 2) : 0;
            Kind kind = wide ? wide(low, high) : narrow(low);
            if (pairs(open, kind)) {
                open = Kind.ALONE;
            } else {
                int busy = wide ? wideCycles(low, high) : narrowCycles(low);
                cycles += busy;
                open = busy == 1 ? kind : Kind.ALONE;
            }
            branch = kind == Kind.BRANCH;
            at += wide ? 4 : 2;
        }
        return branch ? cycles + 1 : cycles;
    }

    private static boolean pairs(Kind first, Kind second) {
        return first != Kind.ALONE
                && first != Kind.BRANCH
                && second != Kind.ALONE
                && second != Kind.MULTIPLY
                && !(first == Kind.MEMORY && second == Kind.MEMORY);
    }

    private static Kind narrow(int h) {
        return switch (h >>> 12) {
            case 4 -> {
                if (h >>> 11 == 9) {
                    yield Kind.MEMORY;
                }
                if (h >>> 8 == 0x47) {
                    yield Kind.BRANCH;
                }
                yield h >>> 6 == 0x10D ? Kind.MULTIPLY : Kind.PLAIN;
            }
            case 5, 6, 7, 8, 9 -> Kind.MEMORY;
            case 0xB -> {
                if ((h & 0xF600) == 0xB400) {
                    yield Kind.ALONE;
                }
                yield (h & 0xF500) == 0xB100 ? Kind.BRANCH : Kind.PLAIN;
            }
            case 0xC -> Kind.ALONE;
            case 0xD, 0xE -> Kind.BRANCH;
            default -> Kind.PLAIN;
        };
    }

    private static int narrowCycles(int h) {
        boolean pushPop = (h & 0xF600) == 0xB400;
        boolean multiple = h >>> 12 == 0xC;
        return pushPop || multiple ? Math.max(1, (Integer.bitCount(h & (pushPop ? 0x1FF : 0xFF)) + 1) / 2) : 1;
    }

    private static Kind wide(int low, int high) {
        return switch (low >>> 8) {
            case 0xE8, 0xE9 -> {
                if ((low & 0xFE40) == 0xE800) {
                    yield Kind.ALONE;
                }
                boolean tableBranch = (low & 0xFFF0) == 0xE8D0 && (high & 0xE0) == 0;
                yield tableBranch ? Kind.BRANCH : Kind.MEMORY;
            }
            case 0xEC -> Kind.ALONE;
            case 0xED, 0xF8, 0xF9 -> Kind.MEMORY;
            case 0xEE, 0xFE -> isFloatDivision(low, high) ? Kind.ALONE : Kind.MULTIPLY;
            case 0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7 -> (high & 0x8000) != 0 ? Kind.BRANCH : Kind.PLAIN;
            case 0xFA -> {
                boolean extendPairs = (low & 0xFFE0) == 0xFA20 && (high & 0x80) != 0;
                yield extendPairs || (low & 0xFF80) == 0xFA80 ? Kind.MULTIPLY : Kind.PLAIN;
            }
            case 0xFB -> isDivision(low) ? Kind.ALONE : Kind.MULTIPLY;
            default -> Kind.PLAIN;
        };
    }

    private static int wideCycles(int low, int high) {
        if (isDivision(low)) {
            return INTEGER_DIVISION;
        }
        if (isFloatDivision(low, high)) {
            return FLOAT_DIVISION;
        }
        if ((low & 0xFE40) == 0xE800) {
            return Math.max(1, (Integer.bitCount(high) + 1) / 2);
        }
        if (low >>> 8 == 0xEC) {
            return Math.max(1, ((high & 0xFF) + 1) / 2);
        }
        return 1;
    }

    private static boolean isDivision(int low) {
        return (low & 0xFFD0) == 0xFB90;
    }

    private static boolean isFloatDivision(int low, int high) {
        boolean division = (low & 0xFFB0) == 0xEE80 && (high & 0x0E40) == 0x0A00;
        boolean root = (low & 0xFFBF) == 0xEEB1 && (high & 0x0EC0) == 0x0AC0;
        return division || root;
    }
}
