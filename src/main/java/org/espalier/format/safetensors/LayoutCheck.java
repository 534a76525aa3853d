package org.espalier.format.safetensors;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Checks that tensors fill the data of a file exactly: no hole, no overlap, sizes that agree, nothing left over.
record LayoutCheck(Refusal refusal) {

    /// The entries in the order of their bytes.
    ///
    /// @param dataBytes how many bytes follow the header
    /// @throws org.espalier.task.WorkbenchException if a rule is broken
    SequencedMap<String, Entry> inDataOrder(Collection<Entry> entries, long dataBytes) {
        Entry[] sorted = entries.toArray(Entry[]::new);
        Arrays.sort(sorted, Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        SequencedMap<String, Entry> map = new LinkedHashMap<>(sorted.length * 4 / 3 + 1);
        long end = 0;
        for (Entry entry : sorted) {
            checkPlace(entry, end);
            checkSize(entry);
            end = entry.end();
            map.put(entry.name(), entry);
        }
        checkEnd(end, dataBytes, sorted);
        return map;
    }

    private void checkPlace(Entry entry, long end) {
        String range = "[" + entry.begin() + ", " + entry.end() + ")";
        if (entry.end() < entry.begin()) {
            throw refusal.because("offsets", entry.name(), "ends before it begins: " + range, Refusal.AGAIN);
        }
        if (entry.begin() < end) {
            throw refusal.because(
                    "overlap",
                    entry.name(),
                    "at " + range + " shares bytes with the one before it, which ends at " + end,
                    "Save each tensor with bytes of its own; tied tensors are stored once.");
        }
        if (entry.begin() > end) {
            throw refusal.because(
                    "hole",
                    entry.name(),
                    "begins at " + entry.begin() + " and leaves a hole: the data before it ends at " + end,
                    Refusal.AGAIN);
        }
    }

    private void checkSize(Entry entry) {
        long bits;
        try {
            bits = entry.dtype().bits();
            for (long d : entry.dims()) {
                bits = Math.multiplyExact(bits, d);
            }
        } catch (ArithmeticException e) {
            throw refusal.because(
                    "overflow", entry.name(), "has the shape " + dims(entry) + ", too large to count", Refusal.AGAIN);
        }
        if (bits % 8 != 0) {
            throw refusal.because(
                    "sub-byte",
                    entry.name(),
                    "of " + entry.dtype() + " " + dims(entry) + " does not end at a whole byte",
                    Refusal.AGAIN);
        }
        if (entry.end() - entry.begin() != bits / 8) {
            throw refusal.because(
                    "size",
                    entry.name(),
                    "of " + entry.dtype() + " " + dims(entry) + " takes " + bits / 8
                            + " bytes, but its data_offsets give " + (entry.end() - entry.begin()),
                    Refusal.AGAIN);
        }
    }

    private void checkEnd(long end, long dataBytes, Entry[] sorted) {
        if (end > dataBytes) {
            throw refusal.because(
                    "truncated",
                    sorted[sorted.length - 1].name(),
                    "ends at byte " + end + " of the data, but the file has only " + dataBytes + ": it is cut short",
                    "Download or copy the file again; the last attempt did not finish.");
        }
        if (end < dataBytes) {
            throw refusal.because(
                    "trailing",
                    "the file has " + (dataBytes - end) + " bytes after the last tensor that belong to none",
                    Refusal.AGAIN);
        }
    }

    private static String dims(Entry entry) {
        if (entry.dims().length <= 8) {
            return Arrays.toString(entry.dims());
        }
        String head = Arrays.toString(Arrays.copyOf(entry.dims(), 8));
        return head.substring(0, head.length() - 1) + ", ... (" + entry.dims().length + " dimensions)]";
    }
}
