package org.espalier.search.nas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.espalier.compress.quant.Calibration;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.VitQuantizer;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Costs in corrected mode are those of the real plan.
class SubnetCostsTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");

    private static VitConfig small(LowRank lowRank, boolean gp, boolean relative, int channels) {
        return new VitConfig(
                24,
                8,
                channels,
                5,
                24,
                3,
                3,
                8,
                2,
                new Choices(List.of(16, 24), List.of(1, 2, 3), List.of(2, 3), List.of(1.5, 2.0)),
                lowRank,
                relative,
                4,
                true,
                gp,
                true,
                false,
                Collections.nCopies(channels, 0.5f),
                Collections.nCopies(channels, 0.5f),
                List.of());
    }

    private static VitWeights weights(VitConfig config) {
        Random random = new Random(4);
        return VitWeights.of(config, (name, shape) -> {
            int size = 1;
            for (long s : shape) {
                size *= (int) s;
            }
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) (0.2 * random.nextGaussian() + (name.endsWith("norm.weight") ? 1 : 0));
            }
            return values;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "two", "three", "relative"})
    void theShapeOfANetPlansLikeTheNet(String kind) {
        LowRank lowRank = switch (kind) {
            case "dense" -> new LowRank.Dense();
            case "two" -> new LowRank.TwoFactor(0.6, 0.5);
            default -> new LowRank.ThreeFactor(0.5);
        };
        VitConfig config = small(lowRank, kind.equals("two"), kind.equals("relative"), 3);
        Subnet subnet = new Subnet(2, 16, List.of(3, 2), List.of(1.5, 2.0));
        byte[] pixels = new byte[24 * 24 * 3];
        new Random(1).nextBytes(pixels);
        try (VitWeights weights = weights(config)) {
            Calibration seen = Calibration.observe(
                    config, weights, subnet, List.of(new RgbImage(24, 24, pixels)), TaskContext.NONE);
            QuantizedNetwork real = VitQuantizer.quantize(
                    "shape", config, SubnetWeights.of(config, weights, subnet), seen, TaskContext.NONE);
            QuantizedNetwork shape = NetworkShape.of(config, subnet);
            assertEquals(real.macs(), shape.macs());
            assertEquals(real.constantBytes(), shape.constantBytes());
            for (Techniques techniques : List.of(Techniques.ALL, Techniques.NONE)) {
                Plan expected = Planner.plan(real, BOARD, techniques);
                Plan plan = Planner.plan(shape, BOARD, techniques);
                assertEquals(expected, plan);
            }
        }
    }

    @Test
    void peakAndFlashOfASubnetAreThoseOfItsPlan() {
        checkAgainstPlans(SearchSpace.of("mcu-micro").config());
    }

    @Test
    void soAreThoseOfSubnetsWithRelativePositions() {
        checkAgainstPlans(small(new LowRank.TwoFactor(0.6, 0.5), true, true, 3));
        SubnetCosts published = new SubnetCosts(
                SearchSpace.of("mcuformer-t").config(), MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));
        assertEquals("exact", published.label());
        // Residual in 16 bits and q, k, v of 226 tokens at the least.
        assertTrue(published.peak(Subnet.uniform(12, 168, 3, 3.5)) > 226 * (2 * 168 + 3 * 192));
    }

    private static void checkAgainstPlans(VitConfig config) {
        SubnetCosts costs = new SubnetCosts(config, MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));
        assertEquals("exact", costs.label());
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 12; i++) {
            Subnet subnet = new SubnetSampler(config).next(random);
            Plan plan = Planner.plan(NetworkShape.of(config, subnet), BOARD, Techniques.ALL);
            assertEquals((double) plan.sram().total(), costs.peak(subnet));
            assertEquals(plan.flash().bytes(), costs.flash(subnet));
            assertEquals(plan.macs(), costs.macs(subnet));
            // Block by block, as the legal share counts.
            long flash = costs.stemFlash(subnet.embedDim());
            double peak = costs.stemPeak(subnet.embedDim());
            for (int n = 0; n < subnet.depth(); n++) {
                SubnetCosts.BlockCosts block = costs.block(
                        subnet.embedDim(),
                        subnet.heads().get(n),
                        subnet.mlpRatio().get(n));
                flash += block.flash();
                peak = Math.max(peak, block.peak());
            }
            assertEquals(plan.flash().bytes(), flash);
            assertEquals((double) plan.sram().total(), peak + costs.fixed(subnet.depth()));
        }
    }

    @Test
    void aSpaceOfOneBlockHasCostsToo() {
        VitConfig config = new VitConfig(
                24,
                8,
                3,
                5,
                24,
                1,
                3,
                8,
                2,
                new Choices(List.of(16, 24), List.of(1), List.of(2, 3), List.of(1.5, 2.0)),
                new LowRank.TwoFactor(0.5, 0.5),
                false,
                4,
                true,
                true,
                true,
                false,
                List.of(0.5f, 0.5f, 0.5f),
                List.of(0.5f, 0.5f, 0.5f),
                List.of());
        Subnet subnet = Subnet.uniform(1, 16, 2, 1.5);
        Plan plan = Planner.plan(NetworkShape.of(config, subnet), BOARD, Techniques.ALL);
        SubnetCosts costs = new SubnetCosts(config, MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));
        assertTrue(
                costs.legal(subnet, new Limits(plan.sram().total(), plan.flash().bytes(), 1e9)));
        assertEquals(plan.flash().bytes(), costs.flash(subnet));
    }

    @Test
    void netsWithoutIntegerFormAreEstimated() {
        VitConfig config = small(new LowRank.Dense(), false, true, 1);
        SubnetCosts costs = new SubnetCosts(config, MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));
        assertEquals("estimated", costs.label());
        Subnet subnet = Subnet.uniform(2, 24, 3, 2.0);
        // Residual and q, k, v of 10 tokens at the least.
        assertTrue(costs.peak(subnet) > 10 * (24 + 3 * 24));
        // Weights of two blocks and their tables for relative positions at the least.
        assertTrue(costs.flash(subnet) > 2 * (4 * 24 * 24 + 4 * 24 * 24 + 4 * 10 * 8));
    }
}
