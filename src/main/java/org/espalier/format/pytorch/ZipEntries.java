package org.espalier.format.pytorch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The directory of a zip archive whose entries are stored without compression, as PyTorch writes it (PKWARE
/// APPNOTE 6.3, sections 4.3 and 4.5.3).
final class ZipEntries {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final long ALL_ONES = 0xffffffffL;
    private static final int MOST = 1_000_000;

    private final MemorySegment bytes;
    private final Torn torn;

    private ZipEntries(MemorySegment bytes, Torn torn) {
        this.bytes = bytes;
        this.torn = torn;
    }

    /// One entry.
    ///
    /// @param data where its bytes begin
    /// @param size how many there are
    /// @param crcs where its check sum stands: in the directory, before and behind the bytes
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Entry(long data, long size, long[] crcs) {}

    /// Reads the directory.
    static Map<String, Entry> read(MemorySegment bytes, Torn torn) {
        return new ZipEntries(bytes, torn).read();
    }

    private Map<String, Entry> read() {
        long end = end();
        long count = at16(end + 10);
        long directory = at32(end + 16);
        if (count == 0xffff || directory == ALL_ONES) {
            long locator = end - 20;
            if (at32(locator) != LOCATOR_64) {
                throw torn.because("its directory's 64-bit locator is missing");
            }
            long end64 = at64(locator + 8);
            if (at32(end64) != END_64) {
                throw torn.because("its 64-bit directory is missing");
            }
            count = at64(end64 + 32);
            directory = at64(end64 + 48);
        }
        if (count < 0 || count > MOST) {
            throw torn.because("it claims " + count + " entries");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        long at = directory;
        for (long i = 0; i < count; i++) {
            at = entry(at, entries);
        }
        return entries;
    }

    private long end() {
        for (long at = bytes.byteSize() - 22; at >= Math.max(0, bytes.byteSize() - 22 - 0xffff); at--) {
            if (bytes.get(INT, at) == END) {
                return at;
            }
        }
        throw torn.because("it is no zip archive, or its end is missing");
    }

    private long entry(long at, Map<String, Entry> entries) {
        if (at32(at) != DIRECTORY) {
            throw torn.because("its directory is broken at byte " + at);
        }
        int flags = at16(at + 8);
        int method = at16(at + 10);
        long packed = at32(at + 20);
        long size = at32(at + 24);
        int nameLength = at16(at + 28);
        int extraLength = at16(at + 30);
        int commentLength = at16(at + 32);
        long local = at32(at + 42);
        String name = new String(part(at + 46, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        long extra = at + 46 + nameLength;
        for (long e = extra; e + 4 <= extra + extraLength; e += 4 + at16(e + 2)) {
            if (at16(e) != 1) {
                continue;
            }
            long field = e + 4;
            if (size == ALL_ONES) {
                size = at64(field);
                field += 8;
            }
            if (packed == ALL_ONES) {
                packed = at64(field);
                field += 8;
            }
            if (local == ALL_ONES) {
                local = at64(field);
            }
        }
        if (method != 0 || (flags & 1) != 0 || packed != size) {
            throw torn.because("entry '" + name + "' is compressed or encrypted, which PyTorch never writes");
        }
        if (at32(local) != LOCAL) {
            throw torn.because("entry '" + name + "' has no header at byte " + local);
        }
        long data = local + 30 + at16(local + 26) + at16(local + 28);
        part(data, size);
        if (entries.put(name, new Entry(data, size, crcs(at + 16, local, data + size, flags))) != null) {
            throw torn.because("entry '" + name + "' is there twice");
        }
        return extra + extraLength + commentLength;
    }

    private long[] crcs(long directory, long local, long behind, int flags) {
        boolean descriptor = (flags & 8) != 0 && behind + 8 <= bytes.byteSize() && at32(behind) == DESCRIPTOR;
        return descriptor ? new long[] {directory, local + 14, behind + 4} : new long[] {directory, local + 14};
    }

    private MemorySegment part(long from, long length) {
        if (from < 0 || length < 0 || from > bytes.byteSize() - length) {
            throw torn.because("it is cut off");
        }
        return bytes.asSlice(from, length);
    }

    private int at16(long at) {
        return part(at, 2).get(SHORT, 0) & 0xffff;
    }

    private long at32(long at) {
        return part(at, 4).get(INT, 0) & ALL_ONES;
    }

    private long at64(long at) {
        return part(at, 8).get(LONG, 0);
    }
}
