package org.espalier.board.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The memories of a machine in the host's memory: flash, RAM in as many pieces as there are gaps, and what
/// lies outside the chip. RAM outside the chip is there once its controller is set up.
final class Memories {

    /// A stretch of addresses with memory.
    ///
    /// @param writable RAM; flash is not
    record Region(long base, MemorySegment bytes, boolean writable) {
        boolean holds(long address, int size) {
            return address >= base && address + size <= base + bytes.byteSize();
        }
    }

    /// Translated code may touch a few bytes beside a region before it finds out: they must be there.
    private static final int GUARD = 4096;

    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final byte HIDDEN = 0x11;

    private final Region flash;
    private final Optional<Region> outside;
    private final Optional<Region> outsideRam;
    private final List<Region> all = new ArrayList<>();

    /// @param fill what RAM holds at first
    Memories(Machine machine, Arena arena, byte fill) {
        flash = region(arena, machine.flashBase(), machine.flashBytes(), false, (byte) 0xFF);
        List<Machine.Ram> parts = machine.ram();
        for (int i = 0; i < parts.size(); ) {
            long base = parts.get(i).base();
            long end = base;
            while (i < parts.size() && parts.get(i).base() == end) {
                end += parts.get(i++).bytes();
            }
            region(arena, base, end - base, true, fill);
        }
        // What lies outside is there for whoever reads before the controller shows it, but not what it holds.
        outside = machine.outside().map(e -> region(arena, e.address(), e.bytes(), false, HIDDEN));
        outsideRam = machine.outsideRam().map(e -> made(arena, e.address(), e.bytes(), true, fill));
    }

    /// The RAM outside the chip, from now on one of the memories; nothing if it was before, or there is none.
    Optional<Region> showRam() {
        Optional<Region> shown = outsideRam.filter(region -> !all.contains(region));
        shown.ifPresent(all::add);
        return shown;
    }

    /// Shows the content of the flash outside the chip.
    void showOutside(FirmwareImage.Outside content) {
        outside.ifPresent(region -> {
            region.bytes().fill((byte) 0xFF);
            MemorySegment.copy(MemorySegment.ofArray(content.bytes()), 0, region.bytes(), 0, content.bytes().length);
        });
    }

    /// Hides it again.
    void hideOutside() {
        outside.ifPresent(region -> region.bytes().fill(HIDDEN));
    }

    private Region region(Arena arena, long base, long bytes, boolean writable, byte fill) {
        Region region = made(arena, base, bytes, writable, fill);
        all.add(region);
        return region;
    }

    private static Region made(Arena arena, long base, long bytes, boolean writable, byte fill) {
        MemorySegment segment = arena.allocate(bytes + 2 * GUARD, GUARD).asSlice(GUARD, bytes);
        segment.fill(fill);
        return new Region(base, segment, writable);
    }

    Region flash() {
        return flash;
    }

    List<Region> all() {
        return all;
    }

    /// The region that holds all of some bytes.
    Optional<Region> find(long address, int size) {
        return all.stream().filter(r -> r.holds(address, size)).findFirst();
    }

    /// Loads 1, 2 or 4 bytes of a region, zero-extended.
    static int load(Region region, long address, int size) {
        long at = address - region.base();
        return switch (size) {
            case 1 -> region.bytes().get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            case 2 -> region.bytes().get(HALF, at) & 0xFFFF;
            default -> region.bytes().get(WORD, at);
        };
    }

    static void store(Region region, long address, int size, int value) {
        long at = address - region.base();
        switch (size) {
            case 1 -> region.bytes().set(ValueLayout.JAVA_BYTE, at, (byte) value);
            case 2 -> region.bytes().set(HALF, at, (short) value);
            default -> region.bytes().set(WORD, at, value);
        }
    }
}
