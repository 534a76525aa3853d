package org.espalier.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Places buffers in one arena: each group of buffers that overwrite one another goes, as a whole, to the lowest
/// place where none of its members meets another group's in time and space. Several orders are tried.
final class ArenaLayout {

    private final List<List<Storage>> groups;

    private ArenaLayout(List<List<Storage>> groups) {
        this.groups = groups;
    }

    /// Sets every buffer's offset and returns the size of the arena.
    static int place(List<Storage> buffers) {
        var layout = new ArrayList<>(group(buffers).values());
        int best = Integer.MAX_VALUE;
        Comparator<List<Storage>> bestOrder = null;
        for (Comparator<List<Storage>> order : orders()) {
            int size = new ArenaLayout(layout).placeBy(order);
            if (size < best) {
                best = size;
                bestOrder = order;
            }
        }
        return bestOrder == null ? 0 : new ArenaLayout(layout).placeBy(bestOrder);
    }

    /// The bytes live at a step; groups never share bytes, members of one may.
    static long live(List<Storage> buffers, int step) {
        long sum = 0;
        for (List<Storage> group : group(buffers).values()) {
            List<Storage> live = group.stream()
                    .filter(s -> s.liveAt(step))
                    .sorted(Comparator.comparingInt(Storage::relative))
                    .toList();
            int end = Integer.MIN_VALUE;
            for (Storage s : live) {
                int start = Math.max(end, s.relative());
                int stop = s.relative() + s.bytes;
                sum += Math.max(0, stop - start);
                end = Math.max(end, stop);
            }
        }
        return sum;
    }

    private static Map<Storage, List<Storage>> group(List<Storage> buffers) {
        Map<Storage, List<Storage>> groups = new LinkedHashMap<>();
        for (Storage s : buffers) {
            groups.computeIfAbsent(s.root(), _ -> new ArrayList<>()).add(s);
        }
        return groups;
    }

    private static List<Comparator<List<Storage>>> orders() {
        Comparator<List<Storage>> size = Comparator.comparingInt(ArenaLayout::extent);
        Comparator<List<Storage>> life = Comparator.comparingInt(ArenaLayout::steps);
        Comparator<List<Storage>> start = Comparator.comparingInt(g -> g.getFirst().first);
        return List.of(
                size.reversed().thenComparing(start),
                life.reversed().thenComparing(size.reversed()).thenComparing(start),
                start.thenComparing(size.reversed()));
    }

    private static int extent(List<Storage> group) {
        int low = group.stream().mapToInt(Storage::relative).min().orElse(0);
        return group.stream().mapToInt(s -> s.relative() + s.bytes).max().orElse(0) - low;
    }

    private static int steps(List<Storage> group) {
        return group.stream().mapToInt(s -> s.last).max().orElse(0) - group.getFirst().first;
    }

    private int placeBy(Comparator<List<Storage>> order) {
        List<Storage> placed = new ArrayList<>();
        int size = 0;
        for (List<Storage> group : groups.stream().sorted(order).toList()) {
            int base = lowest(group, placed);
            for (Storage s : group) {
                s.offset = base + s.relative();
                size = Math.max(size, s.offset + s.bytes);
                placed.add(s);
            }
        }
        return size;
    }

    private static int lowest(List<Storage> group, List<Storage> placed) {
        int low = -group.stream().mapToInt(Storage::relative).min().orElse(0);
        List<Integer> candidates = new ArrayList<>(List.of(low));
        for (Storage s : group) {
            for (Storage p : placed) {
                int base = p.offset + p.bytes - s.relative();
                if (s.meets(p) && base > low) {
                    candidates.add(base);
                }
            }
        }
        return candidates.stream()
                .sorted()
                .filter(base -> group.stream().allMatch(s -> free(s, base, placed)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean free(Storage s, int base, List<Storage> placed) {
        int start = base + s.relative();
        for (Storage p : placed) {
            if (s.meets(p) && start < p.offset + p.bytes && p.offset < start + s.bytes) {
                return false;
            }
        }
        return true;
    }
}
