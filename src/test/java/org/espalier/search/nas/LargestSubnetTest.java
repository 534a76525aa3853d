package org.espalier.search.nas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.plan.Boards;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The largest legal subnet, against trying them all.
class LargestSubnetTest {

    private static final SearchSpace SPACE = new SearchSpace(
            "small",
            SmallNets.of(8, 3, 4, new Choices(List.of(16, 24), List.of(1, 2, 3), List.of(2, 3), List.of(1.5, 2.0))));

    private static List<Subnet> all() {
        Choices c = SPACE.config().choices();
        List<Subnet> all = new ArrayList<>();
        for (int width : c.embedDim()) {
            for (int depth : c.depth()) {
                List<Subnet> shorter = List.of(new Subnet(0, width, List.of(), List.of()));
                for (int n = 0; n < depth; n++) {
                    List<Subnet> longer = new ArrayList<>();
                    for (Subnet s : shorter) {
                        for (int heads : c.heads()) {
                            for (double ratio : c.mlpRatio()) {
                                List<Integer> h = new ArrayList<>(s.heads());
                                List<Double> m = new ArrayList<>(s.mlpRatio());
                                h.add(heads);
                                m.add(ratio);
                                longer.add(new Subnet(n + 1, width, h, m));
                            }
                        }
                    }
                    shorter = longer;
                }
                all.addAll(shorter);
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void isTheOneThatTryingAllFinds(LargestSubnet.Size size) {
        SubnetCosts costs = new SubnetCosts(SPACE.config(), MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));
        ToLongFunction<Subnet> counts = size == LargestSubnet.Size.PARAMETERS ? costs::parameters : costs::macs;
        SplittableRandom random = new SplittableRandom(11);
        List<Subnet> all = all();
        assertEquals(SPACE.subnets().intValueExact(), all.size());
        int none = 0;
        for (int i = 0; i < 30; i++) {
            Subnet like = all.get(random.nextInt(all.size()));
            Limits limits = new Limits(
                    Math.round(costs.peak(like)) + random.nextInt(-300, 300),
                    costs.flash(like) + random.nextInt(-2000, 2000),
                    Double.POSITIVE_INFINITY);
            long best = all.stream()
                    .filter(s -> costs.legal(s, limits))
                    .mapToLong(counts)
                    .max()
                    .orElse(0);
            Optional<Subnet> found = LargestSubnet.of(SPACE, costs, limits, size, TaskContext.NONE);
            assertEquals(best, found.map(counts::applyAsLong).orElse(0L), limits.toString());
            found.ifPresent(s -> assertTrue(costs.legal(s, limits)));
            none += found.isEmpty() ? 1 : 0;
        }
        assertTrue(none < 25, "most limits leave something");
    }

    @Test
    void nothingIsLargestWhereNothingFits() {
        SearchSpace large = SearchSpace.of("autoformer-b");
        Limits limits = Limits.of(Boards.byId("stm32f746g-disco"));
        SubnetCosts costs = new SubnetCosts(large.config(), MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));
        assertEquals(
                Optional.empty(),
                LargestSubnet.of(large, costs, limits, LargestSubnet.Size.MULTIPLICATIONS, TaskContext.NONE));
    }

    @Test
    void theReleasedFormulaLimitsWidthAndMlpOfTheReleasedSpace() {
        // At 240/16 and rank 0.9 a width of 192 needs 349,670 bytes with an MLP of 4 anywhere, 311,386 without.
        SearchSpace released = SearchSpace.of("mcuformer-t").at(240, 16, new LowRank.ThreeFactor(0.9));
        SubnetCosts costs = new SubnetCosts(released.config(), MemoryMode.COMPAT, Boards.byId(Boards.DEFAULT));
        Subnet largest = LargestSubnet.of(
                        released, costs, SubnetCase.STM32F746, LargestSubnet.Size.PARAMETERS, TaskContext.NONE)
                .orElseThrow();
        assertEquals(Subnet.uniform(14, 192, 4, 3.5), largest);
    }
}
