package org.espalier.board.sim;

import java.util.HashMap;
import java.util.Map;

/// Registers that are read as written, but for bits a family derives: clocks that were switched on are ready at once.
abstract class ClockRegisters implements Clocks {

    private final Map<Integer, Integer> values = new HashMap<>();

    /// Makes registers known, with what they hold after reset.
    final void reset(int value, int... at) {
        for (int address : at) {
            values.put(address, value);
        }
    }

    final int value(int at) {
        return values.getOrDefault(at, 0);
    }

    final boolean bit(int at, int bit) {
        return (value(at) >>> bit & 1) != 0;
    }

    final int bits(int at, int first, int count) {
        return value(at) >>> first & ((1 << count) - 1);
    }

    /// What is read of a register that holds `value`.
    abstract int derived(int at, int value);

    @Override
    public final long read(int at) {
        Integer value = values.get(at);
        return value == null ? -1 : derived(at, value) & 0xFFFFFFFFL;
    }

    @Override
    public boolean write(int at, int value) {
        return values.replace(at, value) != null;
    }
}
