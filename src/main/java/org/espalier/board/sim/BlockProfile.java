package org.espalier.board.sim;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/// How often each block of instructions ran, and what that sums up to.
///
/// The table has 16 bytes per halfword of flash: executions of the block that starts there, and its
/// size in bytes. The engine's block hook fills it; sums are brought up to date only when someone asks.
/// Exact: an instruction that its condition skips counts, as it takes its place in the pipeline too.
final class BlockProfile {

    /// Instructions and estimated cycles since reset.
    record Counts(long instructions, long cycles) {
        Counts plus(Counts other) {
            return new Counts(instructions + other.instructions, cycles + other.cycles);
        }
    }

    private final MemorySegment table;
    private final MemorySegment flash;
    private final long base;
    private final int first;
    private final CycleModel model;
    private final long[] seen;
    private final int[] size;
    private final int[] blockInstructions;
    private final int[] blockCycles;
    private final long[] instructionsAt;
    private long instructions;
    private long cycles;

    /// @param table 16 bytes per halfword of flash, all 0
    BlockProfile(MemorySegment table, MemorySegment flash, long base, FirmwareImage.CodeRange code, CycleModel model) {
        this.model = model;
        this.table = table;
        this.flash = flash;
        this.base = base;
        this.first = code.first() / 2;
        int halfwords = (code.end() + 1) / 2 - first;
        this.seen = new long[halfwords];
        this.size = new int[halfwords];
        this.blockInstructions = new int[halfwords];
        this.blockCycles = new int[halfwords];
        this.instructionsAt = new long[halfwords];
    }

    /// The table, for a native callback.
    MemorySegment table() {
        return table;
    }

    /// The block hook in Java, where native code cannot be made.
    void block(long address, int bytes) {
        long at = (address - base) * 8;
        if (at >= 0 && at < table.byteSize()) {
            table.set(JAVA_LONG, at, table.get(JAVA_LONG, at) + 1);
            table.set(JAVA_INT, at + 8, bytes);
        }
    }

    /// What ran so far; the block in progress counts whole.
    Counts counts() {
        for (int i = 0; i < seen.length; i++) {
            long at = (first + i) * 16L;
            long executions = table.get(JAVA_LONG, at);
            if (executions != seen[i]) {
                add(i, executions, table.get(JAVA_INT, at + 8));
            }
        }
        return new Counts(instructions, cycles);
    }

    private void add(int index, long executions, int bytes) {
        if (size[index] != bytes) {
            size[index] = bytes;
            long offset = (first + index) * 2L;
            blockInstructions[index] = Thumb.instructions(flash, offset, bytes);
            blockCycles[index] = model.cycles(flash, offset, bytes);
        }
        long times = executions - seen[index];
        seen[index] = executions;
        instructionsAt[index] += times * blockInstructions[index];
        instructions += times * blockInstructions[index];
        cycles += times * blockCycles[index];
    }

    /// Adds instructions by function to sums.
    void addByFunction(Symbols symbols, Map<String, Long> sums) {
        counts();
        for (int i = 0; i < instructionsAt.length; i++) {
            if (instructionsAt[i] > 0) {
                sums.merge(symbols.functionAt(base + (first + i) * 2L), instructionsAt[i], Long::sum);
            }
        }
    }
}
