package org.espalier.board.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// System control block, cache maintenance and cycle counter of a Cortex-M7, which the other cores are taken to have
/// too.
///
/// The cycle counter counts instructions here: the virtual board knows no cycles. As on silicon it runs only once trace
/// is enabled and its lock opened.
final class CoreRegisters {

    private static final int LOCK_ACCESS = 0x1FB0;
    private static final int LOCK_KEY = 0xC5ACCE55;
    private static final int CYCLE_CONTROL = 0x1000;
    private static final int CYCLE_COUNT = 0x1004;
    private static final int CPUID = 0xED00;
    private static final int AUX_CONTROL = 0xE008;
    private static final int CACHE_SIZE_ID = 0xED80;
    private static final int COPROCESSORS = 0xED88;
    private static final int TRACE_CONTROL = 0xEDFC;

    private static final int MOST_READS = 10_000;

    /// 4 KB in 4 ways of 32 sets of 32 bytes, as the STM32F746 has.
    private static final int CACHE_SIZE = (31 << 13) | (3 << 3) | 1;

    /// Plain registers: written, read back, without effect here.
    private static final List<Integer> PLAIN =
            List.of(AUX_CONTROL, 0xED08, 0xED14, 0xED24, 0xED28, 0xED2C, 0xED34, 0xED38, 0xED84, COPROCESSORS, 0xEF34);

    /// Cache maintenance: write only.
    private static final List<Integer> MAINTENANCE =
            List.of(0xEF50, 0xEF58, 0xEF5C, 0xEF60, 0xEF68, 0xEF6C, 0xEF70, 0xEF74);

    private final ProtectionUnit protection = new ProtectionUnit();
    private final Supplier<BlockProfile.Counts> counter;
    private final Map<Integer, Integer> plain = new HashMap<>();
    private final ArrayDeque<BlockProfile.Counts> counterReads = new ArrayDeque<>();
    private boolean unlocked;
    private boolean running;
    private int trace;
    private long zero;
    private long frozen;

    CoreRegisters(Supplier<BlockProfile.Counts> counter) {
        this.counter = counter;
    }

    /// Whether the firmware has switched the floating-point unit on, which silicon needs and the engine does not check.
    boolean floatingPointOn() {
        return (plain.getOrDefault(COPROCESSORS, 0) & 0xF00000) == 0xF00000;
    }

    /// Which addresses the firmware has declared to be memory.
    ProtectionUnit protection() {
        return protection;
    }

    /// A register, or -1 if it is not modelled.
    long read(int offset) {
        if (offset == CYCLE_COUNT) {
            return cycleCount();
        }
        if (PLAIN.contains(offset)) {
            return plain.getOrDefault(offset, 0) & 0xFFFFFFFFL;
        }
        return switch (offset) {
            case CPUID -> 0x411FC271L;
            case CACHE_SIZE_ID -> CACHE_SIZE;
            case CYCLE_CONTROL -> running ? 0x40000001L : 0x40000000L;
            case TRACE_CONTROL -> trace & 0xFFFFFFFFL;
            default -> protection.read(offset);
        };
    }

    boolean write(int offset, int value) {
        if (PLAIN.contains(offset)) {
            plain.put(offset, value);
            return true;
        }
        if (MAINTENANCE.contains(offset)) {
            return true;
        }
        switch (offset) {
            case LOCK_ACCESS -> unlocked = value == LOCK_KEY;
            case TRACE_CONTROL -> trace = value;
            case CYCLE_CONTROL -> control((value & 1) != 0);
            case CYCLE_COUNT -> {
                if (writable()) {
                    zero = counter.get().instructions() - (value & 0xFFFFFFFFL);
                    frozen = value & 0xFFFFFFFFL;
                }
            }
            default -> {
                return protection.write(offset, value);
            }
        }
        return true;
    }

    private boolean writable() {
        return unlocked && (trace & (1 << 24)) != 0;
    }

    private void control(boolean on) {
        if (!writable() || on == running) {
            return;
        }
        if (on) {
            zero = counter.get().instructions() - frozen;
        } else {
            frozen = counter.get().instructions() - zero;
        }
        running = on;
    }

    private long cycleCount() {
        BlockProfile.Counts now = counter.get();
        if (counterReads.size() == MOST_READS) {
            counterReads.removeFirst();
        }
        counterReads.add(now);
        return (running ? now.instructions() - zero : frozen) & 0xFFFFFFFFL;
    }

    /// The sums at each of the latest reads of the cycle counter, oldest first; forgets them.
    List<BlockProfile.Counts> takeCounterReads() {
        List<BlockProfile.Counts> reads = new ArrayList<>(counterReads);
        counterReads.clear();
        return reads;
    }
}
