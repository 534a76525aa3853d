package org.espalier.search.nas;

import org.espalier.plan.Board;

/// What a subnet may use.
///
/// @param sram bytes of SRAM, at most
/// @param flash bytes of weights, tables and code, at most; only [MemoryMode#CORRECTED] looks at it
/// @param milliseconds of one inference, at most; infinite if time does not matter
public record Limits(long sram, long flash, double milliseconds) {

    /// 320 KiB of SRAM and 1 MiB of flash, an STM32F746.
    public static final Limits STM32F746 = new Limits(320 * 1024, 1024 * 1024);

    /// Memory only.
    public Limits(long sram, long flash) {
        this(sram, flash, Double.POSITIVE_INFINITY);
    }

    /// What a board has.
    public static Limits of(Board board) {
        return new Limits(board.contiguousRam(), board.flash().bytes());
    }
}
