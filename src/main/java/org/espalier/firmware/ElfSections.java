package org.espalier.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The sections of a linked image that take memory on the board.
record ElfSections(List<Section> sections) {

    /// @param address where it is at run time
    /// @param stored whether flash holds it, as opposed to memory that starts empty
    record Section(String name, long address, long bytes, boolean stored) {}

    private static final int HEADER = 40;
    private static final int NO_BITS = 8;
    private static final int ALLOCATED = 2;

    /// Reads a 32-bit little-endian ELF file.
    ///
    /// @throws IllegalArgumentException if it is none, or its tables lead outside of it
    static ElfSections of(byte[] file) {
        try {
            return read(file);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("an ELF file whose tables lead outside of it", e);
        }
    }

    private static ElfSections read(byte[] file) {
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 52 || elf.getInt(0) != 0x464C457F || elf.get(4) != 1) {
            throw new IllegalArgumentException("not a 32-bit ELF file");
        }
        int table = elf.getInt(32);
        int count = Short.toUnsignedInt(elf.getShort(48));
        int names = elf.getInt(table + HEADER * Short.toUnsignedInt(elf.getShort(50)) + 16);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = table + HEADER * i;
            long bytes = Integer.toUnsignedLong(elf.getInt(at + 20));
            if ((elf.getInt(at + 8) & ALLOCATED) != 0 && bytes > 0) {
                sections.add(new Section(
                        text(file, names + elf.getInt(at)),
                        Integer.toUnsignedLong(elf.getInt(at + 12)),
                        bytes,
                        elf.getInt(at + 4) != NO_BITS));
            }
        }
        return new ElfSections(List.copyOf(sections));
    }

    private static String text(byte[] file, int start) {
        int end = start;
        while (file[end] != 0) {
            end++;
        }
        return new String(file, start, end - start, StandardCharsets.UTF_8);
    }
}
