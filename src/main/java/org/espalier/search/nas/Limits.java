package org.espalier.search.nas;

/// What a subnet may use.
///
/// @param sram bytes of activations, at most
/// @param flash bytes of weights, tables and code, at most; only [MemoryMode#CORRECTED] looks at it
public record Limits(long sram, long flash) {

    /// 320 KiB of SRAM and 1 MiB of flash, an STM32F746.
    public static final Limits STM32F746 = new Limits(320 * 1024, 1024 * 1024);
}
