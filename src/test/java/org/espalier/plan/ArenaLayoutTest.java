package org.espalier.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ArenaLayoutTest {

    private static Storage storage(int bytes, int first, int last) {
        Storage s = new Storage("s", Buffer.Kind.ACTIVATION, 1, bytes, bytes, bytes, first);
        s.last = last;
        return s;
    }

    private static List<Storage> random(long seed, int count, int steps, int units) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Storage> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int first = random.nextInt(steps);
            all.add(storage(8 * (1 + random.nextInt(units)), first, first + random.nextInt(steps - first)));
        }
        return all;
    }

    @Property(tries = 200)
    void noTwoLiveBuffersOverlapAndNoLayoutIsBelowTheBound(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int count) {
        List<Storage> all = random(seed, count, 12, 60);
        int size = ArenaLayout.place(all);
        assertTrue(size >= Arrays.stream(ArenaLayout.live(all)).max().orElse(0));
        for (int i = 0; i < count; i++) {
            Storage a = all.get(i);
            assertTrue(a.offset >= 0 && a.offset % 8 == 0 && a.offset + a.bytes <= size);
            for (Storage b : all.subList(0, i)) {
                assertTrue(!a.meets(b) || a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset);
            }
        }
    }

    @Property(tries = 150)
    void fewBuffersAreLaidOutAsSmallAsTryingEveryOffsetCan(@ForAll long seed) {
        List<Storage> all = random(seed, 5, 5, 4);
        int size = ArenaLayout.place(all);
        assertTrue(!fits(all, 0, new int[5], size - 8), "there is a layout of " + (size - 8) + " bytes");
    }

    /// Whether some offsets, multiples of 8, keep everything below `size`.
    private static boolean fits(List<Storage> all, int index, int[] offsets, int size) {
        if (index == all.size()) {
            return true;
        }
        Storage s = all.get(index);
        for (int offset = 0; offset + s.bytes <= size; offset += 8) {
            boolean free = true;
            for (int i = 0; i < index && free; i++) {
                Storage p = all.get(i);
                free = !s.meets(p) || offset + s.bytes <= offsets[i] || offsets[i] + p.bytes <= offset;
            }
            offsets[index] = offset;
            if (free && fits(all, index + 1, offsets, size)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void isNeverLargerThanFirstFitBySizeAndOftenSmaller() {
        int smaller = 0;
        for (long seed = 0; seed < 300; seed++) {
            List<Storage> all = random(seed, 8, 8, 6);
            int size = ArenaLayout.place(all);
            int greedy = greedy(all);
            assertTrue(size <= greedy, "seed " + seed);
            smaller += size < greedy ? 1 : 0;
        }
        assertTrue(smaller > 30, "smaller " + smaller + " times");
    }

    /// First fit by falling size, written out.
    private static int greedy(List<Storage> all) {
        List<Storage> sorted = new ArrayList<>(all);
        sorted.sort((a, b) -> Integer.compare(b.bytes, a.bytes));
        int[] offsets = new int[sorted.size()];
        int size = 0;
        for (int i = 0; i < offsets.length; i++) {
            Storage s = sorted.get(i);
            for (int offset = 0; ; offset += 8) {
                boolean free = true;
                for (int k = 0; k < i && free; k++) {
                    Storage p = sorted.get(k);
                    free = !s.meets(p) || offset + s.bytes <= offsets[k] || offsets[k] + p.bytes <= offset;
                }
                if (free) {
                    offsets[i] = offset;
                    break;
                }
            }
            size = Math.max(size, offsets[i] + s.bytes);
        }
        return size;
    }
}
