package org.espalier.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Places buffers in one arena. Buffers that overwrite one another are a group and move as a whole.
///
/// First several orders are tried, each group going to the lowest place where none of its members meets another group's
/// in time and space, or to the gap it fills best. No layout can be smaller than the most that is live at a step: where
/// that is reached, the layout is proven to be the smallest. Otherwise, for few groups, every order is tried by branch
/// and bound, leaving out what cannot become smaller. For buffers that overwrite nothing this is exact: moving the
/// buffers of a smallest layout down, lowest first, each to its lowest place, never makes it larger.
final class ArenaLayout {

    private static final int FEW = 14;
    private static final int MOST_TRIALS = 30_000;

    private final List<List<Storage>> groups;
    private final Shelf shelf = new Shelf();
    private final long bound;
    private int best;
    private int[] bestOffsets;
    private int trials;

    private ArenaLayout(List<Storage> buffers) {
        this.groups = new ArrayList<>(group(buffers).values());
        this.bound = Arrays.stream(live(buffers)).max().orElse(0);
        this.best = Integer.MAX_VALUE;
        this.bestOffsets = new int[0];
    }

    /// Sets every buffer's offset and returns the size of the arena.
    static int place(List<Storage> buffers) {
        if (buffers.isEmpty()) {
            return 0;
        }
        ArenaLayout layout = new ArenaLayout(buffers);
        layout.tryOrders(buffers);
        if (layout.best > layout.bound && layout.groups.size() <= FEW) {
            layout.shelf.clear();
            layout.branch(new boolean[layout.groups.size()], 0, buffers);
        }
        for (int i = 0; i < buffers.size(); i++) {
            buffers.get(i).offset = layout.bestOffsets[i];
        }
        return layout.best;
    }

    /// The bytes live at each step; groups never share bytes, members of one may.
    static long[] live(List<Storage> buffers) {
        int steps = 1 + buffers.stream().mapToInt(s -> s.last).max().orElse(-1);
        long[] sum = new long[steps];
        for (List<Storage> group : group(buffers).values()) {
            List<Storage> rising = group.stream()
                    .sorted(Comparator.comparingInt(Storage::relative))
                    .toList();
            int[] end = new int[steps];
            Arrays.fill(end, Integer.MIN_VALUE);
            for (Storage s : rising) {
                int start = s.relative();
                int stop = start + s.bytes;
                for (int step = s.first; step <= s.last; step++) {
                    sum[step] += Math.max(0, stop - Math.max(end[step], start));
                    end[step] = Math.max(end[step], stop);
                }
            }
        }
        return sum;
    }

    /// Buffers by the one their place depends on.
    static Map<Storage, List<Storage>> group(List<Storage> buffers) {
        Map<Storage, List<Storage>> groups = new LinkedHashMap<>();
        for (Storage s : buffers) {
            groups.computeIfAbsent(s.root(), _ -> new ArrayList<>()).add(s);
        }
        return groups;
    }

    /// The orders in which groups are worth trying.
    static List<Comparator<List<Storage>>> orders() {
        Comparator<List<Storage>> size = Comparator.comparingInt(ArenaLayout::extent);
        Comparator<List<Storage>> life = Comparator.comparingInt(ArenaLayout::steps);
        Comparator<List<Storage>> start = Comparator.comparingInt(g -> g.getFirst().first);
        return List.of(
                size.reversed().thenComparing(start),
                life.reversed().thenComparing(size.reversed()).thenComparing(start),
                start.thenComparing(size.reversed()));
    }

    private static int extent(List<Storage> group) {
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (Storage s : group) {
            int start = s.relative();
            low = Math.min(low, start);
            high = Math.max(high, start + s.bytes);
        }
        return high - low;
    }

    private static int steps(List<Storage> group) {
        int last = 0;
        for (Storage s : group) {
            last = Math.max(last, s.last);
        }
        return last - group.getFirst().first;
    }

    private void tryOrders(List<Storage> buffers) {
        for (Comparator<List<Storage>> order : orders()) {
            List<List<Storage>> sorted = groups.stream().sorted(order).toList();
            for (boolean tight : new boolean[] {false, true}) {
                shelf.clear();
                int size = 0;
                for (List<Storage> group : sorted) {
                    List<Integer> free = shelf.places(group);
                    shelf.put(group, tight ? shelf.tightest(group, free) : free.getFirst());
                    size = Math.max(size, Shelf.end(group));
                }
                keep(size, buffers);
                if (best <= bound) {
                    return;
                }
            }
        }
    }

    private void keep(int size, List<Storage> buffers) {
        if (size < best) {
            best = size;
            bestOffsets = buffers.stream().mapToInt(s -> s.offset).toArray();
        }
    }

    /// Every order of the groups that are left, each at its lowest place.
    private void branch(boolean[] done, int size, List<Storage> buffers) {
        if (size >= best || best <= bound || trials++ > MOST_TRIALS) {
            return;
        }
        boolean whole = true;
        for (int i = 0; i < done.length; i++) {
            if (done[i]) {
                continue;
            }
            whole = false;
            List<Storage> group = groups.get(i);
            int before = shelf.size();
            shelf.put(group, shelf.places(group).getFirst());
            done[i] = true;
            branch(done, Math.max(size, Shelf.end(group)), buffers);
            done[i] = false;
            shelf.backTo(before);
        }
        if (whole) {
            keep(size, buffers);
        }
    }
}
