package org.espalier.board.sim;

import java.util.List;

/// A microcontroller and its board as the virtual board plays them.
///
/// @param id the board's id without `virtual:`
/// @param name the board's name for people
/// @param cpuModel Unicorn's number of the processor core
/// @param flashBase address of the first byte of flash
/// @param flashBytes size of flash
/// @param ram memories by rising address, without gaps between them
/// @param hseHertz the board's crystal
/// @param baud the speed the other end of the serial line listens at
public record Machine(
        String id, String name, int cpuModel, long flashBase, int flashBytes, List<Ram> ram, int hseHertz, int baud) {

    /// One on-chip memory.
    public record Ram(String name, long base, int bytes) {}

    /// The STM32F746G-DISCO: Cortex-M7 with single-precision FPU, 1 MB flash, 320 KB RAM (reference manual RM0385).
    ///
    /// The instruction-side views of flash and RAM at low addresses are left out on purpose: a null pointer faults.
    public static final Machine STM32F746G_DISCO = new Machine(
            "stm32f746g-disco",
            "STM32F746G-DISCO",
            10,
            0x08000000L,
            1 << 20,
            List.of(
                    new Ram("DTCM", 0x20000000L, 64 << 10),
                    new Ram("SRAM1", 0x20010000L, 240 << 10),
                    new Ram("SRAM2", 0x2004C000L, 16 << 10)),
            25_000_000,
            115_200);

    /// Address of the first byte of RAM.
    public long ramBase() {
        return ram.getFirst().base();
    }

    /// All RAM together, in bytes.
    public int ramBytes() {
        return ram.stream().mapToInt(Ram::bytes).sum();
    }
}
