package org.espalier.board.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.task.WorkbenchException;

/// Reads 32-bit little-endian ARM ELF executables; every offset is checked before it is followed.
final class ElfReader {

    private static final int HEADER = 52;
    private static final int LARGEST_GAP = 16 << 20;

    private final String name;
    private final ByteBuffer file;

    ElfReader(String name, byte[] bytes) {
        this.name = name;
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    FirmwareImage read() {
        if (file.limit() < HEADER
                || file.getInt(0) != 0x464C457F
                || file.get(4) != 1
                || file.get(5) != 1
                || file.getShort(18) != 40) {
            throw bad("not a 32-bit little-endian ARM ELF file");
        }
        Load load = segments(false);
        Load outside = segments(true);
        int sections = file.getInt(32);
        int count = file.getShort(48) & 0xFFFF;
        checkTable(sections, count, 40, "section");
        FirmwareImage.CodeRange code = code(sections, count, load);
        return new FirmwareImage(
                load.base,
                load.bytes,
                code,
                symbols(sections, count),
                new FirmwareImage.Outside(outside.base, outside.bytes));
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Load(long base, byte[] bytes) {}

    /// @param outside whether those for a flash outside the chip are meant
    private Load segments(boolean outside) {
        int table = file.getInt(28);
        int count = file.getShort(44) & 0xFFFF;
        checkTable(table, count, 32, "segment");
        long low = Long.MAX_VALUE;
        long high = 0;
        for (int i = 0; i < count; i++) {
            int at = table + 32 * i;
            if (isLoaded(at) && isOutside(at) == outside) {
                low = Math.min(low, unsigned(at + 12));
                high = Math.max(high, unsigned(at + 12) + unsigned(at + 16));
            }
        }
        if (low == Long.MAX_VALUE && outside) {
            return new Load(0, new byte[0]);
        }
        if (low == Long.MAX_VALUE) {
            throw bad("holds nothing to load");
        }
        if (high - low > Math.max(LARGEST_GAP, file.limit())) {
            throw bad("its parts lie " + (high - low) + " bytes apart, which is no flash image");
        }
        byte[] bytes = new byte[(int) (high - low)];
        Arrays.fill(bytes, (byte) 0xFF);
        for (int i = 0; i < count; i++) {
            int at = table + 32 * i;
            if (isLoaded(at) && isOutside(at) == outside) {
                byte[] part = part(unsigned(at + 4), unsigned(at + 16), "segment " + i);
                System.arraycopy(part, 0, bytes, (int) (unsigned(at + 12) - low), part.length);
            }
        }
        return new Load(low, bytes);
    }

    /// PT_LOAD with content in the file.
    private boolean isLoaded(int at) {
        return file.getInt(at) == 1 && unsigned(at + 16) > 0;
    }

    /// At the addresses where chips show memories that are not theirs.
    private boolean isOutside(int at) {
        return unsigned(at + 12) >= 0x60000000L;
    }

    private FirmwareImage.CodeRange code(int table, int count, Load load) {
        long first = Long.MAX_VALUE;
        long end = 0;
        for (int i = 0; i < count; i++) {
            int at = table + 40 * i;
            long address = unsigned(at + 12);
            long size = unsigned(at + 20);
            boolean executable = (file.getInt(at + 8) & 4) != 0;
            if (executable && address >= load.base && address + size <= load.base + load.bytes.length) {
                first = Math.min(first, address - load.base);
                end = Math.max(end, address - load.base + size);
            }
        }
        return end == 0
                ? new FirmwareImage.CodeRange(0, load.bytes.length)
                : new FirmwareImage.CodeRange((int) first, (int) end);
    }

    private Symbols symbols(int table, int count) {
        TreeMap<Long, Symbols.Function> functions = new TreeMap<>();
        Map<String, Long> addresses = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int at = table + 40 * i;
            if (file.getInt(at + 4) != 2) {
                continue;
            }
            int strings = file.getInt(at + 24);
            if (strings < 0 || strings >= count) {
                throw bad("its symbol table names section " + strings + ", which is not there");
            }
            int stringsAt = table + 40 * strings;
            byte[] text = part(unsigned(stringsAt + 16), unsigned(stringsAt + 20), "string table");
            ByteBuffer entries = ByteBuffer.wrap(part(unsigned(at + 16), unsigned(at + 20), "symbol table"))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int s = 0; s + 16 <= entries.limit(); s += 16) {
                String symbol = text(text, entries.getInt(s));
                long value = entries.getInt(s + 4) & 0xFFFFFFFFL;
                int type = entries.get(s + 12) & 15;
                if (!symbol.isEmpty() && entries.getShort(s + 14) != 0 && !symbol.startsWith("$")) {
                    addresses.put(symbol, value);
                    if (type == 2) {
                        long size = entries.getInt(s + 8) & 0xFFFFFFFFL;
                        functions.put(value & ~1L, new Symbols.Function(symbol, value & ~1L, size));
                    }
                }
            }
        }
        return new Symbols(functions, addresses);
    }

    private String text(byte[] strings, int offset) {
        if (offset < 0 || offset >= strings.length) {
            throw bad("a symbol's name lies outside its string table");
        }
        int end = offset;
        while (end < strings.length && strings[end] != 0) {
            end++;
        }
        return new String(strings, offset, end - offset, StandardCharsets.UTF_8);
    }

    private void checkTable(int offset, int count, int entry, String what) {
        if (offset < 0 || (long) offset + (long) count * entry > file.limit()) {
            throw bad("its " + what + " table lies outside the file");
        }
    }

    private byte[] part(long offset, long size, String what) {
        if (offset + size > file.limit()) {
            throw bad(what + " lies outside the file");
        }
        byte[] bytes = new byte[(int) size];
        file.get((int) offset, bytes);
        return bytes;
    }

    private long unsigned(int at) {
        return file.getInt(at) & 0xFFFFFFFFL;
    }

    private WorkbenchException bad(String what) {
        return WorkbenchException.input("board.image.elf", name + ": " + what, "Build the firmware again.");
    }
}
