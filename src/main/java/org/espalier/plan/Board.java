package org.espalier.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A microcontroller board: its memories, core and connections, from a JSON resource.
///
/// @param id as on the command line ("stm32f746g-disco")
/// @param name for people
/// @param mcu the chip ("STM32F746NG")
/// @param core as the compiler names it ("cortex-m7")
/// @param fpu as the compiler names it ("fpv5-sp-d16")
/// @param coreHertz core clock after start-up
/// @param ram memories by rising address
/// @param crystalHertz external clock; 0 if there is none, as a family may that starts from an oscillator of its own
/// @param crystalBypass whether that clock comes from another chip, as on boards whose probe provides it
/// @param external memories outside the chip that it maps into its addresses
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
        boolean crystalBypass,
        Serial serial,
        Flashing flashing,
        List<External> external) {

    /// Stack and variables take about half of it.
    private static final long LEAST_CONTROL = 32 * 1024;

    /// Clock, chip select, four data lines.
    private static final int ONE_CHIP = 6;

    /// A memory on the chip.
    public record Region(String name, long address, long bytes) {}

    /// On-chip flash.
    ///
    /// @param sectors from the start, runs of equal sectors
    public record Flash(long address, long bytes, List<Sectors> sectors) {}

    /// A run of equal sectors.
    public record Sectors(int count, long bytes) {}

    /// A memory outside the chip.
    ///
    /// @param kind "flash" or "ram"
    /// @param pins that start-up code gives to the controller of the memory, each with its alternate
    ///     function ("PB2/9"). A flash behind the Quad-SPI controller: clock, chip select, data 0 to 3,
    ///     and data 0 to 3 of a second chip if there are two side by side. SDRAM: all, in any order.
    ///     Empty if the memory is not driven
    /// @param sdram what the controller must know of a RAM, null for a flash and for a RAM that is not driven
    /// @param arena whether pieces of an arena may lie in it
    public record External(
            String name,
            long address,
            long bytes,
            String kind,
            @Nullable List<String> pins,
            @Nullable Sdram sdram,
            boolean arena) {
        /// No list is an empty one.
        public External {
            pins = pins == null ? List.of() : List.copyOf(pins);
        }

        /// Never null.
        @Override
        public List<String> pins() {
            return pins == null ? List.of() : pins;
        }

        /// Whether it is a flash of two chips side by side.
        public boolean twoChips() {
            return pins().size() > ONE_CHIP;
        }
    }

    /// An SDRAM chip behind the memory controller.
    ///
    /// @param bank of the controller, 1 or 2
    /// @param columnBits of an address
    /// @param rowBits of an address
    /// @param banks inside the chip, 2 or 4
    /// @param dataBits 8, 16 or 32
    /// @param casLatency 1 to 3 clocks
    /// @param clockDivider of the bus clock, 2 or 3
    /// @param readPipe clocks of the bus by which data are taken later, 0 to 2
    /// @param timing in the memory's clocks, 1 to 16 each: mode register to active, exit of self-refresh,
    ///     self-refresh, row cycle, write recovery, precharge, row to column
    public record Sdram(
            int bank,
            int columnBits,
            int rowBits,
            int banks,
            int dataBits,
            int casLatency,
            int clockDivider,
            int readPipe,
            List<Integer> timing) {
        /// Copies the list.
        public Sdram {
            timing = List.copyOf(timing);
        }

        /// What the chip holds.
        long bytes() {
            return (1L << (columnBits + rowBits)) * banks * dataBits / 8;
        }
    }

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

    /// Copies the lists.
    public Board {
        ram = List.copyOf(ram);
        external = List.copyOf(external);
    }

    /// A flash outside the chip that weights may lie in.
    public Optional<External> weightFlash() {
        return external.stream()
                .filter(e -> e.kind().equals("flash") && !e.pins().isEmpty())
                .findFirst();
    }

    /// A RAM outside the chip that pieces of an arena may lie in.
    public Optional<External> outsideRam() {
        return external.stream().filter(e -> e.arena() && e.sdram() != null).findFirst();
    }

    /// The same board as a user asks for it who lets arenas use the SDRAM beside the chip.
    ///
    /// @param otherId its id
    Board withSdram(String otherId) {
        List<External> asked = external.stream()
                .map(e -> e.sdram() == null
                        ? e
                        : new External(e.name(), e.address(), e.bytes(), e.kind(), e.pins(), e.sdram(), true))
                .toList();
        return new Board(
                otherId,
                name + " with its SDRAM",
                mcu,
                core,
                fpu,
                coreHertz,
                ram,
                flash,
                cache,
                crystalHertz,
                crystalBypass,
                serial,
                flashing,
                asked);
    }

    /// Memories without a gap between them, as one.
    ///
    /// @param name the memories' names
    public record Run(String name, long address, long bytes) {
        /// Whether an address lies in it.
        public boolean holds(long at) {
            return at >= address && at < address + bytes;
        }
    }

    /// RAM on the chip in as few pieces as its gaps allow, by rising address.
    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Region region : ram) {
            Run last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && region.address() == last.address() + last.bytes()) {
                runs.set(
                        runs.size() - 1,
                        new Run(last.name() + " + " + region.name(), last.address(), last.bytes() + region.bytes()));
            } else {
                runs.add(new Run(region.name(), region.address(), region.bytes()));
            }
        }
        return runs;
    }

    /// Where the arena goes: the longest run.
    public Run arenaRun() {
        return runs().stream().max(Comparator.comparingLong(Run::bytes)).orElseThrow();
    }

    /// Where stack and variables go: the first run beside the arena's that is large enough for them,
    /// else the arena's. Beside it, they take nothing from the arena, and the stack lies in memory that
    /// is as fast as any.
    public Run controlRun() {
        Run arena = arenaRun();
        return runs().stream()
                .filter(r -> !r.equals(arena) && r.bytes() >= LEAST_CONTROL)
                .findFirst()
                .orElse(arena);
    }

    /// Bytes of the longest run of memories without a gap. A buffer must fit into one run, an arena
    /// need not.
    public long contiguousRam() {
        return arenaRun().bytes();
    }

    /// Bytes of all memories that an arena may use, those outside the chip included if it may. Not every
    /// arena of that size finds room: see [Plan#fits()].
    public long allRam() {
        return arenaRuns().stream().mapToLong(Run::bytes).sum();
    }

    /// Bytes of flash on the chip, and of the one outside it that weights may lie in.
    public long allFlash() {
        return flash.bytes() + weightFlash().map(External::bytes).orElse(0L);
    }

    /// Where pieces of an arena go, in the order they are used: the longest run, then the others by
    /// falling size, then what the user lets it have outside the chip.
    public List<Run> arenaRuns() {
        Run first = arenaRun();
        List<Run> all = new ArrayList<>(List.of(first));
        runs().stream()
                .filter(run -> !run.equals(first))
                .sorted(Comparator.comparingLong(Run::bytes).reversed().thenComparingLong(Run::address))
                .forEach(all::add);
        outsideRam().ifPresent(outside -> all.add(new Run(outside.name(), outside.address(), outside.bytes())));
        return all;
    }
}
