package org.espalier.board.sim;

/// The memory protection unit of a Cortex-M4 or M7: which addresses it makes ordinary, cached memory.
/// Accesses are not checked against it.
final class ProtectionUnit {

    private static final int CONTROL = 0xED94;
    private static final int NUMBER = 0xED98;
    private static final int BASE = 0xED9C;
    private static final int SIZE = 0xEDA0;
    private static final int REGIONS = 8;

    private final int[] bases = new int[REGIONS];
    private final int[] sizes = new int[REGIONS];
    private int control;
    private int number;

    /// A register, or -1 if it is not one of these.
    long read(int offset) {
        return switch (offset) {
            case CONTROL -> control;
            case NUMBER -> number;
            case BASE -> (bases[number] | number) & 0xFFFFFFFFL;
            case SIZE -> sizes[number] & 0xFFFFFFFFL;
            default -> -1;
        };
    }

    boolean write(int offset, int value) {
        switch (offset) {
            case CONTROL -> control = value & 7;
            case NUMBER -> number = value & (REGIONS - 1);
            case BASE -> {
                number = (value & 16) != 0 ? value & (REGIONS - 1) : number;
                bases[number] = value & ~31;
            }
            case SIZE -> sizes[number] = value;
            default -> {
                return false;
            }
        }
        return true;
    }

    /// Whether some bytes are ordinary memory to read and write: of the regions that hold the first, the
    /// highest decides.
    boolean ordinary(long address, long bytes) {
        if ((control & 1) == 0) {
            return false;
        }
        for (int i = REGIONS - 1; i >= 0; i--) {
            long size = 2L << (sizes[i] >>> 1 & 31);
            long base = (bases[i] & 0xFFFFFFFFL) & -size;
            if ((sizes[i] & 1) != 0 && address >= base && address < base + size) {
                boolean cached = (sizes[i] >>> 17 & 1) != 0;
                boolean full = (sizes[i] >>> 24 & 7) == 3;
                return cached && full && address + bytes <= base + size;
            }
        }
        return false;
    }
}
