package org.espalier.plan;

import java.util.List;

/// A microcontroller board: its memories, core and connections, from a JSON resource.
///
/// @param id as on the command line ("stm32f746g-disco")
/// @param name for people
/// @param mcu the chip ("STM32F746NG")
/// @param core as the compiler names it ("cortex-m7")
/// @param fpu as the compiler names it ("fpv5-sp-d16")
/// @param coreHertz core clock after start-up
/// @param ram memories by rising address
/// @param crystalHertz external clock
public record Board(
        String id,
        String name,
        String mcu,
        String core,
        String fpu,
        long coreHertz,
        List<Region> ram,
        Flash flash,
        Cache cache,
        long crystalHertz,
        Serial serial,
        Flashing flashing) {

    /// A memory on the chip.
    public record Region(String name, long address, long bytes) {}

    /// On-chip flash.
    ///
    /// @param sectors from the start, runs of equal sectors
    public record Flash(long address, long bytes, List<Sectors> sectors) {}

    /// A run of equal sectors.
    public record Sectors(int count, long bytes) {}

    /// Level one caches, 0 where there is none.
    public record Cache(int instructionBytes, int dataBytes) {}

    /// The serial port that reaches the host.
    public record Serial(String port, String tx, String rx, int alternateFunction, int baud) {}

    /// What flashing tools need.
    ///
    /// @param openOcd board file
    /// @param chipId what a probe reads
    /// @param volume name of the mass-storage volume
    public record Flashing(String openOcd, String chipId, String volume) {}

    /// Copies the list.
    public Board {
        ram = List.copyOf(ram);
    }

    /// The longest run of memories without a gap: an arena must fit into one of these.
    public long contiguousRam() {
        long best = 0;
        long run = 0;
        long end = -1;
        for (Region region : ram) {
            run = region.address() == end ? run + region.bytes() : region.bytes();
            end = region.address() + region.bytes();
            best = Math.max(best, run);
        }
        return best;
    }
}
