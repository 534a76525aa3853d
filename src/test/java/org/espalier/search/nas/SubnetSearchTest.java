package org.espalier.search.nas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.AnalyticalModel;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class SubnetSearchTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");

    private static final VitConfig CONFIG = SmallNets.of(
            8, 4, 8, new Choices(List.of(16, 24, 32), List.of(2, 3, 4), List.of(2, 3, 4), List.of(1.0, 2.0, 3.0)));

    private static final SearchSpace SPACE = new SearchSpace("small", CONFIG);
    private static final SubnetCosts COSTS = new SubnetCosts(CONFIG, MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));

    /// Wide early blocks are worth most; a hash makes the landscape rough.
    private static double accuracy(Subnet subnet) {
        double sum = subnet.embedDim() / 8.0;
        for (int n = 0; n < subnet.depth(); n++) {
            sum += (subnet.heads().get(n) + subnet.mlpRatio().get(n)) / (1 + n);
        }
        return sum + (subnet.hashCode() & 0xFF) / 512.0;
    }

    private static Evaluator<Subnet, Double> each(ToDoubleFunction<Subnet> accuracy) {
        return (subnets, listener, _) -> {
            List<Double> all = subnets.stream().map(accuracy::applyAsDouble).toList();
            // The last first: who is measured first must not matter.
            for (int i = all.size() - 1; i >= 0; i--) {
                listener.scored(i, all.get(i));
            }
            return all;
        };
    }

    @Test
    void aSearchOfMoreThanThereIsEndsWithAllThereIs() {
        SearchSpace two = new SearchSpace(
                "two", SmallNets.of(8, 4, 8, new Choices(List.of(24, 32), List.of(2), List.of(4), List.of(1.0))));
        SubnetSearch search = new SubnetSearch(
                two,
                new SubnetCosts(two.config(), MemoryMode.CORRECTED, BOARD),
                Limits.of(BOARD),
                SubnetSearch.Settings.of(true, 1_000_000, 1_000_000, 4, 1, 0));
        search.run(each(SubnetSearchTest::accuracy), SmallNets.SILENT, TaskContext.NONE);
        assertEquals(2, search.candidates().size());
    }

    private static SubnetSearch search(Limits limits, boolean random, long seed) {
        return search(limits, random, 1, seed);
    }

    private static SubnetSearch search(Limits limits, boolean random, int proposals, long seed) {
        SubnetSearch search =
                new SubnetSearch(SPACE, COSTS, limits, SubnetSearch.Settings.of(random, 8, 5, 4, proposals, seed));
        search.run(each(SubnetSearchTest::accuracy), SmallNets.SILENT, TaskContext.NONE);
        return search;
    }

    @Property(tries = 6)
    void nothingReturnedViolatesALimit(
            @ForAll @IntRange(min = 0, max = 100) int sram,
            @ForAll @IntRange(min = 0, max = 100) int flash,
            @ForAll @IntRange(min = 0, max = 100) int time,
            @ForAll boolean random,
            @ForAll @IntRange(min = 1, max = 12) int proposals,
            @ForAll long seed) {
        Limits limits = between(sram, flash, time);
        SubnetSearch search;
        try {
            search = search(limits, random, proposals, seed);
        } catch (WorkbenchException none) {
            assertEquals(WorkbenchException.Fault.INFEASIBLE, none.fault());
            return;
        }
        assertTrue(search.candidates().size() > 0);
        for (Candidate candidate :
                search.candidates().subList(0, Math.min(12, search.candidates().size()))) {
            Plan plan = Planner.plan(NetworkShape.of(CONFIG, candidate.subnet()), BOARD, Techniques.ALL);
            assertTrue(plan.sram().total() <= limits.sram(), "SRAM");
            assertTrue(plan.flash().bytes() <= limits.flash(), "flash");
            assertTrue(new AnalyticalModel(BOARD).milliseconds(plan, BOARD) <= limits.milliseconds(), "time");
            assertEquals(plan.sram().total(), candidate.peakBytes());
            assertEquals(plan.flash().bytes(), candidate.flashBytes());
        }
    }

    private static Limits between(int sram, int flash, int time) {
        Subnet small = SPACE.smallest();
        Subnet large = SPACE.largest();
        return new Limits(
                (long) (COSTS.peak(small) + (COSTS.peak(large) - COSTS.peak(small)) * sram / 100),
                COSTS.flash(small) + (COSTS.flash(large) - COSTS.flash(small)) * flash / 100,
                COSTS.milliseconds(small) + (COSTS.milliseconds(large) - COSTS.milliseconds(small)) * time / 100);
    }

    @Test
    void evolutionBeatsRandomSearchAtEqualBudget() {
        Limits limits = between(60, 60, 60);
        double evolved = 0;
        double drawn = 0;
        for (int seed = 0; seed < 3; seed++) {
            SubnetSearch evolution = search(limits, false, seed);
            SubnetSearch random = search(limits, true, seed);
            assertEquals(random.candidates().size(), evolution.candidates().size());
            evolved += evolution.candidates().getFirst().validation();
            drawn += random.candidates().getFirst().validation();
        }
        assertTrue(evolved > drawn, evolved + " against " + drawn);
    }

    @Test
    void guessesFromWhatWasMeasuredFindMoreWithAsManyMeasurements() {
        Limits limits = between(60, 60, 60);
        double guided = 0;
        double plain = 0;
        for (int seed = 0; seed < 4; seed++) {
            SubnetSearch with = search(limits, false, 16, seed);
            SubnetSearch without = search(limits, false, seed);
            assertEquals(without.candidates().size(), with.candidates().size());
            guided += with.candidates().getFirst().validation();
            plain += without.candidates().getFirst().validation();
        }
        assertTrue(guided > plain, guided + " against " + plain);
    }

    @Test
    void aSearchThatStartsWithUniformSubnetsNeverEndsBelowTheOneADesignerWouldTake() {
        for (int share = 30; share <= 90; share += 20) {
            Limits limits = between(share, share, 100);
            Subnet designers = new SubnetDraws(SPACE, COSTS, limits).fullest(1).getFirst();
            SubnetSearch search = new SubnetSearch(
                    SPACE,
                    COSTS,
                    limits,
                    SubnetSearch.Settings.of(false, 8, 2, 4, 8, share).startingWith(4));
            search.run(each(SubnetSearchTest::accuracy), SmallNets.SILENT, TaskContext.NONE);
            List<Candidate> uniform = search.candidates().stream()
                    .filter(c -> c.origin().equals("uniform"))
                    .toList();
            assertTrue(!uniform.isEmpty() && uniform.size() <= 4, uniform.toString());
            assertEquals(
                    uniform.size(),
                    uniform.stream()
                            .map(c -> List.of(c.subnet().embedDim(), c.subnet().depth()))
                            .distinct()
                            .count(),
                    "each of another width or depth");
            for (Candidate c : uniform) {
                assertEquals(0, c.generation());
                assertEquals(1, c.subnet().heads().stream().distinct().count());
                assertEquals(1, c.subnet().mlpRatio().stream().distinct().count());
                assertTrue(c.flashBytes() <= limits.flash(), c.toString());
            }
            assertTrue(uniform.stream().anyMatch(c -> c.subnet().equals(designers)), "the fullest is among the first");
            assertTrue(search.candidates().getFirst().validation() >= accuracy(designers));
            assertEquals(
                    16,
                    search.candidates().stream()
                            .map(Candidate::subnet)
                            .distinct()
                            .count());
        }
    }

    @Test
    void randomSearchStaysRandomWhateverIsAskedForFirst() {
        Limits limits = between(60, 60, 100);
        SubnetSearch search = new SubnetSearch(
                SPACE, COSTS, limits, SubnetSearch.Settings.of(true, 8, 5, 4, 3).startingWith(8));
        search.run(each(SubnetSearchTest::accuracy), SmallNets.SILENT, TaskContext.NONE);
        assertEquals(search(limits, true, 3).candidates(), search.candidates());
    }

    @Test
    void searchesWithOtherSeedsDrawOtherSubnets() {
        Limits limits = between(100, 100, 100);
        List<Set<Subnet>> drawn = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            drawn.add(search(limits, true, seed).candidates().stream()
                    .map(Candidate::subnet)
                    .collect(Collectors.toSet()));
        }
        for (int a = 0; a < 8; a++) {
            for (int b = 0; b < a; b++) {
                Set<Subnet> both = new HashSet<>(drawn.get(a));
                both.retainAll(drawn.get(b));
                assertTrue(both.size() < 10, both.size() + " of 40 alike with seeds " + a + " and " + b);
            }
        }
    }

    @Test
    void aGuidedSearchGoesTheSameWayAgain() {
        Limits limits = between(60, 60, 100);
        List<Candidate> one = search(limits, false, 8, 7).candidates();
        assertEquals(one, search(limits, false, 8, 7).candidates());
        assertEquals(40, one.stream().map(Candidate::subnet).distinct().count());
    }

    @Test
    void theSameSeedGoesTheSameWayAndKnownAccuraciesAreNotMeasuredAgain() {
        Limits limits = between(80, 80, 100);
        Map<Subnet, Double> known = new HashMap<>();
        List<Candidate> first = search(limits, false, 5).candidates();
        first.forEach(c -> known.put(c.subnet(), c.validation()));
        SubnetSearch again = new SubnetSearch(SPACE, COSTS, limits, SubnetSearch.Settings.of(false, 8, 5, 4, 5));
        again.run(
                each(subnet -> Objects.requireNonNull(known.get(subnet), () -> "measured again: " + subnet)),
                SmallNets.SILENT,
                TaskContext.NONE);
        assertEquals(first, again.candidates());
        assertEquals(
                first.size(),
                new HashSet<>(first.stream().map(Candidate::subnet).toList()).size());
    }

    @Test
    void sayWhatIsNearestWhenNothingFits() {
        long smallest = (long) COSTS.peak(SPACE.smallest());
        Limits limits = new Limits(smallest - 1, 1 << 20, Double.POSITIVE_INFINITY);
        WorkbenchException none = assertThrows(WorkbenchException.class, () -> search(limits, false, 0));
        assertEquals(WorkbenchException.Fault.INFEASIBLE, none.fault());
        assertEquals("nas.search.none", none.code());
        assertTrue(none.getMessage().contains("depth 2, width 16, heads 2"), none.getMessage());
        assertTrue(none.remedy().contains("--budget " + smallest), none.remedy());
        // The budget it names is enough, and not a byte too much.
        assertTrue(!search(new Limits(smallest, 1 << 20, Double.POSITIVE_INFINITY), false, 0)
                .candidates()
                .isEmpty());
    }

    @Test
    void theFrontHoldsWhatNothingBeats() {
        List<Candidate> all = search(between(100, 100, 100), true, 2).candidates();
        List<Candidate> front = Candidate.front(all);
        assertEquals(all.getFirst(), front.getFirst());
        for (Candidate one : all) {
            List<Candidate> better = new ArrayList<>(front);
            better.removeIf(
                    f -> f.validation() < one.validation() || f.peakBytes() > one.peakBytes() || f.macs() > one.macs());
            assertTrue(front.contains(one) || !better.isEmpty(), one.toString());
        }
    }

    @Test
    void aSpaceSmallerThanTheBudgetIsMeasuredWhole() {
        SearchSpace single = new SearchSpace("single", CONFIG.with(Choices.NONE));
        SubnetSearch search =
                new SubnetSearch(single, COSTS, SubnetCase.STM32F746, SubnetSearch.Settings.of(false, 10, 3, 4, 0));
        search.run(each(SubnetSearchTest::accuracy), SmallNets.SILENT, TaskContext.NONE);
        assertEquals(
                List.of(CONFIG.largest()),
                search.candidates().stream().map(Candidate::subnet).toList());
    }
}
