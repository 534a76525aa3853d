package org.espalier.board.sim.x64;

/// Finds out that flags are overwritten before anything looks at them, so that they need not be kept.
final class Liveness {

    private static final int FARTHEST = 12;

    private Liveness() {}

    /// Whether the instructions from `address` on set all four flags before one of them may read any.
    static boolean unseen(Code code, long address) {
        long at = address;
        for (int i = 0; i < FARTHEST; i++) {
            int low = code.halfword(at);
            if (!Code.isWide(low)) {
                if (narrowSetsAll(low)) {
                    return true;
                }
                if (narrowMayRead(low)) {
                    return false;
                }
                at += 2;
            } else {
                int high = code.halfword(at + 2);
                if (!isPlainWide(low) || wideMayRead(low, high)) {
                    return false;
                }
                if (wideSetsAll(low)) {
                    return true;
                }
                at += 4;
            }
        }
        return false;
    }

    private static boolean narrowSetsAll(int h) {
        return h >>> 11 == 3
                || (h >>> 13 == 1 && h >>> 11 != 4)
                || (h & 0xFFC0) == 0x4240
                || (h & 0xFF80) == 0x4280
                || h >>> 8 == 0x45;
    }

    private static boolean narrowMayRead(int h) {
        return h >>> 6 == 0x105 // add with carry
                || h >>> 6 == 0x106 // subtract with carry
                || h >>> 8 == 0x47
                || (h & 0xF500) == 0xB100
                || h >>> 8 == 0xBD
                || h >>> 8 == 0xBE
                || h >>> 8 == 0xBF
                || h >>> 12 == 0xD
                || h >>> 11 == 0x1C
                || (h & 0xFD87) == 0x4487; // add or mov to pc
    }

    /// Loads, stores, data processing, multiplications; no branches, no coprocessor.
    private static boolean isPlainWide(int low) {
        int top = low >>> 8;
        return (top >= 0xEA && top <= 0xEB) || (top >= 0xF8 && top <= 0xFB);
    }

    private static boolean wideSetsAll(int low) {
        if (low >>> 9 != 0x75 || (low & 0x10) == 0) {
            return false;
        }
        int operation = (low >>> 5) & 15;
        return operation == 8 || operation == 13 || operation == 14;
    }

    private static boolean wideMayRead(int low, int high) {
        if (low >>> 9 == 0x75) {
            int operation = (low >>> 5) & 15;
            boolean rotateThroughCarry = (high & 0x70F0) == 0x0030;
            return operation == 10 || operation == 11 || rotateThroughCarry;
        }
        // A load of the program counter ends the block.
        return low >>> 8 == 0xF8 && high >>> 12 == 15;
    }
}
