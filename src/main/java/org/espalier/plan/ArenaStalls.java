package org.espalier.plan;

import java.util.stream.Stream;

/// Cycles a core waits for the part of an arena that lies in SDRAM outside the chip, **estimated**, and
/// the least it can be: what a step reads there passes once, what it writes twice, since a cache takes a
/// line in before it changes it. A matrix that the cache does not hold passes more often. Nothing was
/// measured.
///
/// A line of 32 bytes costs its bytes over the data lines, and eleven clocks of the memory around them:
/// row, column, precharge, and the controller's own.
///
/// @param memory the SDRAM's name; empty if arenas do not use one
/// @param cycles what 32 bytes cost
public record ArenaStalls(String memory, int cycles) {

    private static final int LINE = 32;
    private static final int AROUND = 11;
    private static final ArenaStalls NONE = new ArenaStalls("", 0);

    /// Those of a board.
    public static ArenaStalls of(Board board) {
        Board.External ram = board.outsideRam().orElse(null);
        Board.Sdram sdram = ram == null ? null : ram.sdram();
        if (ram == null || sdram == null) {
            return NONE;
        }
        int clocks = LINE * 8 / sdram.dataBits() + AROUND;
        return new ArenaStalls(ram.name(), clocks * sdram.clockDivider() * FlashStalls.busDivider(board));
    }

    /// Cycles a step waits.
    public long of(Plan plan, Step step) {
        Plan.Piece piece = plan.pieces().getLast();
        if (memory.isEmpty() || !piece.memory().equals(memory)) {
            return 0;
        }
        long read =
                step.reads().stream().mapToLong(id -> bytes(plan, piece, id)).sum();
        Integer scratch = step.scratch();
        long written = (scratch == null ? Stream.of(step.writes()) : Stream.of(step.writes(), scratch))
                .mapToLong(id -> bytes(plan, piece, id))
                .sum();
        return (read + 2 * written) / LINE * cycles;
    }

    private static long bytes(Plan plan, Plan.Piece piece, int id) {
        Buffer buffer = plan.buffers().get(id);
        return buffer.offset() >= piece.offset() ? buffer.bytes() : 0;
    }
}
