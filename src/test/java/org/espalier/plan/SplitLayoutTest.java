package org.espalier.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.junit.jupiter.api.Test;

class SplitLayoutTest {

    private static Storage storage(int bytes, int first, int last) {
        Storage s = new Storage("s", Buffer.Kind.ACTIVATION, 1, bytes, bytes, bytes, first);
        s.last = last;
        return s;
    }

    @Property(tries = 200)
    void noBufferLiesInTwoMemoriesOrOverAnotherLiveOne(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Storage> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int first = random.nextInt(10);
            all.add(storage(8 * (1 + random.nextInt(40)), first, first + random.nextInt(10 - first)));
        }
        int whole = ArenaLayout.place(all);
        List<Long> room = List.of(whole * 2L / 3, whole / 2L, whole / 2L);
        Optional<List<Integer>> split = SplitLayout.place(all, room);
        if (split.isEmpty()) {
            return;
        }
        List<Integer> used = split.get();
        for (Storage s : all) {
            int start = used.subList(0, s.piece).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertTrue(start % 16 == 0 && s.offset >= start && s.offset + s.bytes <= start + used.get(s.piece));
            assertTrue(used.get(s.piece) <= room.get(s.piece));
            for (Storage p : all) {
                assertTrue(p == s || !s.meets(p) || s.offset + s.bytes <= p.offset || p.offset + p.bytes <= s.offset);
            }
        }
    }

    @Test
    void twoBuffersThatMeetAreSplitWhereNoMemoryHoldsBoth() {
        List<Storage> both = List.of(storage(80, 0, 1), storage(64, 0, 1));
        assertEquals(Optional.of(List.of(80, 64)), SplitLayout.place(both, List.of(80L, 64L)));
        assertEquals(List.of(0, 80), both.stream().map(s -> s.offset).toList());
        assertEquals(Optional.empty(), SplitLayout.place(both, List.of(72L, 72L)));
    }

    /// 96 pixels, patches of 8, 128 features.
    private static final QuantizedNetwork NETWORK =
            RandomNetworks.of(new RandomNetworks.Form(96, 8, 0, 128, 2, 4, 32, 384, 64, 10, false), 1);

    /// The H743 with memories of other sizes.
    private static Board board(long... kilobytes) {
        Board b = Boards.byId("nucleo-h743zi");
        List<Board.Region> ram = new ArrayList<>();
        for (int i = 0; i < kilobytes.length; i++) {
            Board.Region region = b.ram().get(i);
            ram.add(new Board.Region(region.name(), region.address(), kilobytes[i] << 10));
        }
        return BoardMemories.of(b, ram);
    }

    @Test
    void anArenaThatNoMemoryHoldsIsPlannedInSeveral() {
        Plan whole = Planner.plan(NETWORK, board(128, 512), Techniques.ALL);
        assertEquals(1, whole.pieces().size());
        long most = whole.arenaBytes() / 1024;
        Board two = board(most * 2 / 3, most * 2 / 3);
        Plan split = Planner.plan(NETWORK, two, Techniques.ALL);
        assertTrue(split.fits(), split.sram()::toString);
        assertEquals(2, split.pieces().size());
        assertEquals(
                List.of("arena in DTCM", "arena in AXI SRAM", "stack", "variables"),
                split.sram().parts().stream().map(Plan.Share::name).toList());
        byte[] picture = RandomNetworks.picture(NETWORK, 4);
        assertArrayEquals(Int8Executor.run(NETWORK, picture).logits(), ArenaRun.run(NETWORK, split, picture));
        assertFalse(
                Planner.plan(NETWORK, board(most / 3, most / 3), Techniques.ALL).fits());
    }
}
