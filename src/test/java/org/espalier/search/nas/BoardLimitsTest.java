package org.espalier.search.nas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

/// Limits of boards with several memories and with flash outside the chip, against the planner itself.
class BoardLimitsTest {

    private static final VitConfig CONFIG = SmallNets.of(
            4, 3, 12, new Choices(List.of(24, 36, 48), List.of(1, 2, 3), List.of(2, 3, 4), List.of(1.0, 2.0, 3.0)));

    private static final SearchSpace SPACE = new SearchSpace("small", CONFIG);

    /// The larger, the better: a search pushes against its limits.
    private static final Evaluator<Subnet, Double> LARGE = (subnets, listener, _) -> {
        List<Double> all = subnets.stream()
                .map(s -> s.embedDim() * s.depth()
                        + 0.0
                        + s.heads().stream().mapToInt(h -> h).sum())
                .toList();
        IntStream.range(0, all.size()).forEach(i -> listener.scored(i, all.get(i)));
        return all;
    };

    /// The H750B-DK with memories of these sizes.
    private static Board board(long flash, long outside, long... ram) {
        Board b = Boards.byId("stm32h750b-disco");
        List<Board.Region> regions = IntStream.range(0, ram.length)
                .mapToObj(i -> new Board.Region("RAM" + i, 0x20000000L + i * 0x1000000L, ram[i]))
                .toList();
        Board.External all = b.weightFlash().orElseThrow();
        List<Board.External> external = outside == 0
                ? List.of()
                : List.of(new Board.External(all.name(), all.address(), outside, "flash", all.pins(), null, false));
        return new Board(
                b.id(),
                b.name(),
                b.mcu(),
                b.core(),
                b.fpu(),
                b.coreHertz(),
                regions,
                new Board.Flash(b.flash().address(), flash, List.of(new Board.Sectors(1, flash))),
                b.cache(),
                b.crystalHertz(),
                b.crystalBypass(),
                b.serial(),
                b.flashing(),
                external);
    }

    private static List<Candidate> search(Board board, Limits limits, long seed) {
        SubnetSearch search = new SubnetSearch(
                SPACE,
                new SubnetCosts(CONFIG, MemoryMode.CORRECTED, board),
                limits,
                SubnetSearch.Settings.of(false, 8, 4, 4, seed));
        search.run(LARGE, SmallNets.SILENT, TaskContext.NONE);
        return search.candidates();
    }

    private static Plan plan(Board board, Subnet subnet) {
        return Planner.plan(NetworkShape.of(CONFIG, subnet), board, Techniques.ALL);
    }

    /// How often something happened in a search.
    private record Seen(int candidates, int split, int outside) {}

    private static Seen check(Board board, Limits limits, long seed) {
        List<Candidate> found;
        try {
            found = search(board, limits, seed);
        } catch (WorkbenchException none) {
            assertEquals("nas.search.none", none.code());
            return new Seen(0, 0, 0);
        }
        int split = 0;
        int outside = 0;
        for (Candidate candidate : found) {
            Plan plan = plan(board, candidate.subnet());
            assertTrue(plan.fits(), () -> candidate + " on " + board);
            for (int i = 0; i < plan.pieces().size(); i++) {
                assertTrue(
                        plan.pieces().get(i).bytes() <= board.arenaRuns().get(i).bytes());
            }
            long flash = plan.flash().bytes() + plan.flash().outside().bytes();
            assertEquals(flash, candidate.flashBytes());
            assertEquals(plan.sram().total(), candidate.peakBytes());
            assertTrue(flash <= limits.flash() && plan.sram().total() <= limits.sram());
            split += plan.pieces().size() > 1 ? 1 : 0;
            outside += plan.flash().outside().bytes() > 0 ? 1 : 0;
        }
        return new Seen(found.size(), split, outside);
    }

    private static Board random(SplittableRandom random) {
        long[] ram =
                random.longs(1 + random.nextInt(4), 2, 20).map(k -> k << 10).toArray();
        return board(random.nextLong(24, 90) << 10, random.nextBoolean() ? 0 : random.nextLong(1, 80) << 10, ram);
    }

    @Property(tries = 40)
    void nothingReturnedIsMoreThanTheBoardHolds(@ForAll long seed) {
        Board board = random(new SplittableRandom(seed));
        check(board, Limits.of(board), seed);
    }

    @Property(tries = 15)
    void aBudgetNarrowsWhatTheBoardHolds(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Board board = random(random);
        Limits limits = new Limits(
                random.nextLong(1 << 10, board.allRam() + 1),
                random.nextLong(20 << 10, board.allFlash() + 1),
                Double.POSITIVE_INFINITY,
                true,
                true);
        check(board, limits, seed);
    }

    @Test
    void anArenaInSeveralMemoriesAndFlashOutsideTheChipAreUsed() {
        Board one = board(1 << 20, 0, 16 << 10);
        Board several = board(1 << 20, 0, 16 << 10, 12 << 10, 12 << 10);
        Seen alone = check(one, Limits.of(one), 1);
        Seen split = check(several, Limits.of(several), 1);
        assertTrue(split.split() > 0, split::toString);
        assertTrue(
                largest(several) > (alone.candidates() == 0 ? 0 : largest(one)),
                () -> "more memories hold larger nets: " + largest(one) + ", " + largest(several) + ", " + alone
                        + split);
        Board small = board(36 << 10, 0, 40 << 10);
        Board equipped = board(36 << 10, 1 << 20, 40 << 10);
        Seen weights = check(equipped, Limits.of(equipped), 1);
        assertTrue(weights.outside() > 0, weights::toString);
        assertTrue(search(equipped, Limits.of(equipped), 1).getFirst().flashBytes()
                > small.flash().bytes());
    }

    private static double largest(Board board) {
        return search(board, Limits.of(board), 1).getFirst().validation();
    }

    /// 11 + 11 KB would be enough for many if bytes were all that counts.
    @Test
    void memoriesWhoseSumIsEnoughButWhichHoldNoBufferAreNoMemory() {
        Board crumbs = board(1 << 20, 0, 10 << 10, 2 << 10, 2 << 10, 2 << 10, 2 << 10, 2 << 10);
        Subnet smallest = SPACE.smallest();
        SubnetCosts costs = new SubnetCosts(CONFIG, MemoryMode.CORRECTED, crumbs);
        Limits limits = Limits.of(crumbs);
        assertTrue(costs.peak(smallest) <= limits.sram(), "the sum is enough");
        assertFalse(plan(crumbs, smallest).fits());
        assertFalse(costs.legal(smallest, limits));
        assertTrue(
                costs.legal(smallest, new Limits(limits.sram(), limits.flash(), Double.POSITIVE_INFINITY)),
                "a budget of bytes alone is kept");
        var none = assertThrows(WorkbenchException.class, () -> search(crumbs, limits, 0));
        assertTrue(none.getMessage().contains("finds room on the board"), none.getMessage());
        assertFalse(none.remedy().contains("--budget"), none.remedy());
    }

    @Test
    void theLegalShareOfSuchABoardIsWhatDrawingSubnetsGives() {
        for (Board board : List.of(
                board(31 << 10, 1 << 20, 15 << 10, 4 << 10, 4 << 10),
                board(30 << 10, 1 << 20, 64 << 10),
                board(1 << 20, 0, 12 << 10, 6 << 10))) {
            SubnetCosts costs = new SubnetCosts(CONFIG, MemoryMode.CORRECTED, board);
            Limits limits = Limits.of(board);
            SubnetSampler sampler = new SubnetSampler(CONFIG);
            SplittableRandom random = new SplittableRandom(5);
            int legal = 0;
            for (int i = 0; i < 500; i++) {
                legal += costs.legal(sampler.next(random), limits) ? 1 : 0;
            }
            double share = LegalShare.of(SPACE, costs, limits);
            assertTrue(share > 0.02 && share < 0.98, "share " + share + " on " + board);
            assertEquals(legal / 500.0, share, 0.06, board::toString);
        }
    }
}
