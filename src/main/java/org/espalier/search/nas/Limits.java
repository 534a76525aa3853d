package org.espalier.search.nas;

import org.espalier.plan.Board;

/// What a subnet may use.
///
/// @param sram bytes of SRAM, at most
/// @param flash bytes of weights, tables and code, on the chip and outside it, at most; only
///     [MemoryMode#CORRECTED] looks at it
/// @param milliseconds of one inference, at most; infinite if time does not matter
/// @param boardRam whether the board's memories must hold it as well, as the planner divides it among
///     them: a sum that is small enough need not
/// @param boardFlash whether the board's flash must hold it as well, on the chip and outside it
public record Limits(long sram, long flash, double milliseconds, boolean boardRam, boolean boardFlash) {

    /// Bytes only, wherever they lie.
    public Limits(long sram, long flash, double milliseconds) {
        this(sram, flash, milliseconds, false, false);
    }

    /// What a board has: all memories that an arena may use, and all flash that weights may lie in.
    public static Limits of(Board board) {
        return new Limits(board.allRam(), board.allFlash(), Double.POSITIVE_INFINITY, true, true);
    }
}
