package org.espalier.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Places buffers in several memories with gaps between them. A buffer, and a group of buffers that
/// overwrite one another, lies in one memory as a whole.
///
/// Groups are taken in several orders; each goes into the first memory that has room, at its lowest
/// place or where it fills a gap best. The split that takes the fewest bytes is kept. Not every split
/// that exists is found.
final class SplitLayout {

    private static final int ALIGNMENT = 16;

    private SplitLayout() {}

    /// Sets every buffer's piece, and its offset counted through all pieces.
    ///
    /// @param room bytes of each memory
    /// @return bytes used of each memory, in their order up to the last that is used, all but the last
    /// multiples of 16; nothing if no split was found
    static Optional<List<Integer>> place(List<Storage> buffers, List<Long> room) {
        List<List<Storage>> groups = new ArrayList<>(ArenaLayout.group(buffers).values());
        List<Integer> best = List.of();
        int[] offsets = {};
        int[] pieces = {};
        for (Comparator<List<Storage>> order : ArenaLayout.orders()) {
            groups.sort(order);
            for (boolean tight : new boolean[] {false, true}) {
                List<Integer> used = attempt(groups, room, tight);
                if (!used.isEmpty() && (best.isEmpty() || sum(used) < sum(best))) {
                    best = used;
                    offsets = buffers.stream().mapToInt(s -> s.offset).toArray();
                    pieces = buffers.stream().mapToInt(s -> s.piece).toArray();
                }
            }
        }
        if (best.isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < buffers.size(); i++) {
            buffers.get(i).piece = pieces[i];
            buffers.get(i).offset = offsets[i] + sum(best.subList(0, pieces[i]));
        }
        return Optional.of(best);
    }

    private static int sum(List<Integer> bytes) {
        return bytes.stream().mapToInt(Integer::intValue).sum();
    }

    private static List<Integer> attempt(List<List<Storage>> groups, List<Long> room, boolean tight) {
        List<Shelf> shelves = room.stream().map(_ -> new Shelf()).toList();
        for (List<Storage> group : groups) {
            if (!put(group, shelves, room, tight)) {
                return List.of();
            }
        }
        List<Integer> used = new ArrayList<>();
        for (Shelf shelf : shelves) {
            used.add(Scratch.up(shelf.end(), ALIGNMENT));
        }
        while (used.getLast() == 0) {
            used.removeLast();
        }
        used.set(used.size() - 1, shelves.get(used.size() - 1).end());
        return used;
    }

    private static boolean put(List<Storage> group, List<Shelf> shelves, List<Long> room, boolean tight) {
        for (int piece = 0; piece < shelves.size(); piece++) {
            Shelf shelf = shelves.get(piece);
            List<Integer> free = shelf.places(group);
            int before = shelf.size();
            for (int base : List.of(tight ? shelf.tightest(group, free) : free.getFirst(), free.getFirst())) {
                shelf.put(group, base);
                if (Scratch.up(Shelf.end(group), ALIGNMENT) <= room.get(piece)) {
                    for (Storage s : group) {
                        s.piece = piece;
                    }
                    return true;
                }
                shelf.backTo(before);
            }
        }
        return false;
    }
}
