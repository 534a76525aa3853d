package org.espalier.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A stretch of memory and what has been placed in it so far. A group is placed as a whole; buffers
/// that are never live together may lie over one another.
final class Shelf {

    private final List<Storage> placed = new ArrayList<>();

    void clear() {
        placed.clear();
    }

    int size() {
        return placed.size();
    }

    /// Takes away what was placed last, until `count` buffers are left.
    void backTo(int count) {
        placed.subList(count, placed.size()).clear();
    }

    void put(List<Storage> group, int base) {
        for (Storage s : group) {
            s.offset = base + s.relative();
            placed.add(s);
        }
    }

    /// One past the last byte of a group that was placed.
    static int end(List<Storage> group) {
        int end = 0;
        for (Storage s : group) {
            end = Math.max(end, s.offset + s.bytes);
        }
        return end;
    }

    /// One past the last byte of everything placed.
    int end() {
        return end(placed);
    }

    /// Bases at which a group lies on something, rising; the first is the lowest of all.
    List<Integer> places(List<Storage> group) {
        int low = 0;
        for (Storage s : group) {
            low = Math.max(low, -s.relative());
        }
        int[] candidates = new int[1 + group.size() * placed.size()];
        int count = 0;
        candidates[count++] = low;
        for (Storage s : group) {
            for (Storage p : placed) {
                int base = p.offset + p.bytes - s.relative();
                if (s.meets(p) && base > low) {
                    candidates[count++] = base;
                }
            }
        }
        Arrays.sort(candidates, 0, count);
        List<Integer> bases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if ((i == 0 || candidates[i] != candidates[i - 1]) && free(group, candidates[i])) {
                bases.add(candidates[i]);
            }
        }
        return List.copyOf(bases);
    }

    private boolean free(List<Storage> group, int base) {
        for (Storage s : group) {
            if (!free(s, base)) {
                return false;
            }
        }
        return true;
    }

    private boolean free(Storage s, int base) {
        int start = base + s.relative();
        for (Storage p : placed) {
            if (s.meets(p) && start < p.offset + p.bytes && p.offset < start + s.bytes) {
                return false;
            }
        }
        return true;
    }

    /// The base with the least room left above it; the lowest of equals, and the lowest without a ceiling.
    int tightest(List<Storage> group, List<Integer> bases) {
        int chosen = bases.getFirst();
        int least = Integer.MAX_VALUE;
        for (int base : bases) {
            int room = Integer.MAX_VALUE;
            for (Storage s : group) {
                int end = base + s.relative() + s.bytes;
                for (Storage p : placed) {
                    if (s.meets(p) && p.offset >= end) {
                        room = Math.min(room, p.offset - end);
                    }
                }
            }
            if (room < least) {
                least = room;
                chosen = base;
            }
        }
        return chosen;
    }
}
