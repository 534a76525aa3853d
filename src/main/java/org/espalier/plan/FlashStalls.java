package org.espalier.plan;

/// Cycles a core waits for weights, **estimated**: how often a step reads its weights from flash, times
/// what a line of flash costs.
///
/// The operator library reads a pair of output columns once for a tile of rows where a data cache holds
/// it meanwhile, and once for four rows where there is none. What a line costs on the chip's own flash:
/// its wait states and one, and on cores with a cache behind a bus the bus's way there and back.
/// Instructions are taken to be cached: the inner loops are shorter than any of these caches. Line
/// widths and wait states are those the start-up code sets; none was measured.
///
/// | family | line, bytes | cycles |
/// | --- | --- | --- |
/// | F7 | 32 | wait states + 1, and 8 |
/// | H7 | 32 | 2 (wait states + 1), and 16: flash and bus run at half the core's clock |
/// | F4, U5 | 16 | wait states + 1 |
/// | L4+ | 8 | wait states + 1 |
/// | Quad-SPI | 32 | 64 clocks of at most 72 MHz; 32 where two chips lie side by side |
///
/// @param line bytes that come at once
/// @param cycles what they cost
/// @param cached whether a data cache keeps a pair of columns for a whole tile
/// @param outsideCycles what 32 bytes of the flash outside the chip cost
public record FlashStalls(int line, int cycles, boolean cached, int outsideCycles) {

    private static final int GROUP = 4;
    private static final int OUTSIDE_LINE = 32;

    /// Those of a board.
    public static FlashStalls of(Board board) {
        long hertz = board.coreHertz();
        boolean cached = board.cache().dataBytes() > 0;
        int outside = outside(board);
        return switch (board.mcu().substring(5, 7)) {
            case "F7" -> new FlashStalls(32, waits(hertz, 30_000_000) + 8, cached, outside);
            case "H7" -> new FlashStalls(32, 2 * 3 + 16, cached, outside);
            case "F4" -> new FlashStalls(16, waits(hertz, 30_000_000), cached, outside);
            // The U5's instruction cache holds what is read of flash as data, too.
            case "U5" -> new FlashStalls(16, waits(hertz, 32_000_000), true, outside);
            default -> new FlashStalls(8, waits(hertz, 20_000_000), cached, outside);
        };
    }

    private static int outside(Board board) {
        long busDivider = busDivider(board);
        boolean two = board.weightFlash().map(Board.External::twoChips).orElse(false);
        long clock = busDivider * ((board.coreHertz() / busDivider - 1) / 72_000_000 + 1);
        return Math.toIntExact((two ? 32 : 64) * clock);
    }

    /// By what the core clock is divided for the bus that memories outside the chip hang on.
    static int busDivider(Board board) {
        return board.mcu().startsWith("STM32H7") ? 2 : 1;
    }

    private static int waits(long hertz, long perWaitState) {
        return Math.toIntExact((hertz - 1) / perWaitState + 1);
    }

    /// Cycles a step waits. A step of which any weights lie outside the chip counts as if all did.
    public long of(Plan plan, Step step) {
        if (step.action() != Action.CHAIN || step.macs() == 0) {
            return 0;
        }
        long weights = step.macs() / step.rows();
        int together = cached ? Math.max(1, step.tile()) : GROUP;
        long passes = (step.rows() + together - 1L) / together;
        boolean outside = step.ops().stream().anyMatch(plan.flash().outside().ops()::contains);
        return outside ? passes * weights / OUTSIDE_LINE * outsideCycles : passes * weights / line * cycles;
    }
}
