package org.espalier.board.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.espalier.plan.Board;

/// The memory controller's part for SDRAM, and the chip behind it: there is memory once the controller
/// has the chip's shape and the chip was started in the order it asks for: clock, all banks closed, at
/// least two refreshes, its mode; then refreshed often enough.
final class Sdram {

    private static final int SWITCH = 0x000;
    private static final int CONTROL = 0x140;
    private static final int TIMING = 0x148;
    private static final int COMMAND = 0x150;
    private static final int REFRESH = 0x154;
    private static final int STATUS = 0x158;

    /// What an SDRAM needs all rows refreshed in, as a divisor of a second.
    private static final double REFRESHES = 1 / 0.064;

    /// The fastest that chips of this kind are made for, in 1/s.
    private static final long FASTEST = 133_000_000;

    private final Board.External memory;
    private final Board.Sdram chip;
    private final boolean switched;
    private final Map<Integer, Integer> values = new HashMap<>();
    private int stage;
    private int refreshes;

    /// @param switched whether the controller as a whole has a switch
    Sdram(Board.External memory, boolean switched) {
        this.memory = memory;
        this.chip = Objects.requireNonNull(memory.sdram());
        this.switched = switched;
        for (int at : new int[] {SWITCH, CONTROL, CONTROL + 4, TIMING, TIMING + 4, COMMAND, REFRESH, STATUS}) {
            values.put(at, 0);
        }
    }

    /// A register, or -1 if it is not modelled.
    long read(int offset) {
        Integer value = values.get(offset);
        return value == null ? -1 : value & 0xFFFFFFFFL;
    }

    boolean write(int offset, int value) {
        if (offset == STATUS || values.replace(offset, value) == null) {
            return false;
        }
        if (offset == COMMAND && (value >>> (5 - chip.bank()) & 1) != 0 && running()) {
            command(value);
        }
        return true;
    }

    private boolean running() {
        return !switched || value(SWITCH) < 0;
    }

    /// Stages: 0 nothing, 1 clock on, 2 banks closed, 3 mode set. Commands: 0 back to normal, 1 clock on, 2 close all
    /// banks, 3 refresh, 4 set the mode; 5 and 6 put the chip to rest, which leaves no memory to use.
    private void command(int value) {
        switch (value & 7) {
            case 0 -> {}
            case 1 -> {
                stage = 1;
                refreshes = 0;
            }
            case 2 -> stage = stage >= 1 ? 2 : stage;
            case 3 -> refreshes += stage == 2 ? (value >>> 5 & 15) + 1 : 0;
            case 4 -> stage = stage == 2 && refreshes >= 2 && value >>> 9 == mode() ? 3 : stage;
            default -> stage = 0;
        }
    }

    /// Single words, in order, after the latency.
    private int mode() {
        return chip.casLatency() << 4 | 1 << 9;
    }

    /// Whether there is memory to read and write.
    ///
    /// @param hertz the clock of the controller, 0 if it is off
    /// @param routed whether a pin has an alternate function
    boolean ready(long hertz, Predicate<String> routed) {
        int divider = value(CONTROL) >>> 10 & 3;
        long clock = divider < 2 ? 0 : hertz / divider;
        int bank = 4 * (chip.bank() - 1);
        double rows = value(REFRESH) == 0 ? 0 : clock / ((value(REFRESH) >>> 1 & 0x1FFF) + 1.0);
        return stage == 3
                && clock > 0
                && clock <= FASTEST
                && (value(CONTROL + bank) & 0x3FF) == shape()
                && value(TIMING + bank) != 0
                && rows >= (1 << chip.rowBits()) * REFRESHES
                && memory.pins().stream().allMatch(routed);
    }

    private int shape() {
        return (chip.columnBits() - 8)
                | ((chip.rowBits() - 11) << 2)
                | ((chip.dataBits() / 16) << 4)
                | ((chip.banks() / 4) << 6)
                | (chip.casLatency() << 7);
    }

    private int value(int at) {
        return values.getOrDefault(at, 0);
    }
}
