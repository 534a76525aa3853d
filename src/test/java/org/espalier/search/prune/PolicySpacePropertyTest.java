package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.espalier.search.surrogate.Surrogate;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

/// Every policy prunes exactly as many weights as asked.
class PolicySpacePropertyTest {

    private static SequencedMap<String, Integer> layers(int blocks, Random random) {
        SequencedMap<String, Integer> layers = new LinkedHashMap<>();
        for (int block = 0; block < blocks; block++) {
            for (String layer : new String[] {"self_attn.q_proj", "self_attn.o_proj", "mlp.up_proj", "mlp.down_proj"}) {
                layers.put("language_model.layers." + block + "." + layer, 1 + random.nextInt(5000));
            }
        }
        return layers;
    }

    @Property(tries = 300)
    void repairMeetsTheBudgetToTheWeight(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int blocks,
            @ForAll @DoubleRange(min = 0.3, max = 0.9) double target,
            @ForAll Unit unit) {
        Random random = new Random(seed);
        SequencedMap<String, Integer> layers = layers(blocks, random);
        PolicySpace space = PolicySpace.of(layers, unit, target);
        int genes = space.genes().size();
        Ranges ranges = Ranges.all(genes, target - 0.3, Math.min(1, target + 0.3), 0.05);
        Candidate candidate = space.repair(random.doubles(genes).toArray(), ranges);
        assertEquals(Math.round(target * space.total()), total(candidate));
        int i = 0;
        for (int size : layers.values()) {
            int zeros = candidate.zeros().get(i++);
            assertTrue(zeros >= 0 && zeros <= size, zeros + " of " + size);
        }
        SequencedMap<String, Double> policy = space.policy(candidate);
        i = 0;
        for (String layer : layers.keySet()) {
            int size = layers.getOrDefault(layer, 0);
            assertEquals(candidate.zeros().get(i++), (int) (size * policy.getOrDefault(layer, -1.0)));
        }
    }

    private static long total(Candidate candidate) {
        return candidate.zeros().stream().mapToLong(zeros -> zeros).sum();
    }

    @Property(tries = 100)
    void childrenKeepTheBudgetAndAreNew(
            @ForAll long seed, @ForAll boolean guided, @ForAll @DoubleRange(min = 0.4, max = 0.8) double target) {
        PolicySpace space = PolicySpace.of(layers(4, new Random(seed)), Unit.HALF, target);
        Ranges ranges = Ranges.all(space.genes().size(), target - 0.3, Math.min(0.97, target + 0.3), 0.05);
        Evolution evolution = new Evolution(space, 0.15, 8, new Random(seed));
        Candidate a = evolution.random(ranges);
        Candidate b = evolution.random(ranges);
        var children = evolution.next(
                java.util.List.of(a, b),
                9,
                1,
                ranges,
                Set.of(a, b),
                guided ? surrogate(space, evolution, ranges) : null);
        for (Evolution.Made child : children) {
            assertEquals(space.budget(), total(child.candidate()));
            assertTrue(!child.candidate().equals(a) && !child.candidate().equals(b));
        }
        assertEquals(
                children.size(),
                Set.copyOf(children.stream().map(Evolution.Made::candidate).toList())
                        .size());
    }

    private static Surrogate surrogate(PolicySpace space, Evolution evolution, Ranges ranges) {
        java.util.List<double[]> ratios = java.util.stream.Stream.generate(() -> space.ratios(evolution.random(ranges)))
                .limit(10)
                .toList();
        return Surrogate.of(ratios, ratios.stream().map(r -> r[0] + 2 * r[1]).toList());
    }

    @Test
    void attentionAtThirtyPercentNeedsMlpAtFiftyNinePointNine() {
        SequencedMap<String, Integer> block = new LinkedHashMap<>();
        for (String layer : new String[] {"q", "k", "v", "o"}) {
            block.put("language_model.layers.0.self_attn." + layer + "_proj", 4096 * 4096);
        }
        for (String layer : new String[] {"gate", "up", "down"}) {
            block.put("language_model.layers.0.mlp." + layer + "_proj", 4096 * 11008);
        }
        PolicySpace space = PolicySpace.of(block, Unit.HALF, 0.5);
        double[] ratios = space.ratios(space.repair(
                new double[] {0.3, 0.9}, new Ranges(java.util.List.of(0.3, 0.2), java.util.List.of(0.3, 0.8), 0.05)));
        assertEquals(0.5992, ratios[1], 5e-5);
    }

    @Test
    void refusesRangesThatCannotMeetTheBudget() {
        PolicySpace space = PolicySpace.of(layers(2, new Random(1)), Unit.HALF, 0.9);
        WorkbenchException refused = assertThrows(
                WorkbenchException.class,
                () -> space.check(Ranges.all(space.genes().size(), 0.2, 0.8, 0.05)));
        assertEquals("search.ranges", refused.code());
    }

    @Test
    void narrowedRangesHoldTheSurvivors() {
        Ranges narrow = Ranges.all(2, 0.2, 0.8, 0.05)
                .around(java.util.List.of(new double[] {0.4, 0.78}, new double[] {0.5, 0.8}));
        assertEquals(
                java.util.List.of(0.35, 0.73),
                narrow.lows().stream().map(x -> Math.round(x * 100) / 100.0).toList());
        assertEquals(
                java.util.List.of(0.55, 0.8),
                narrow.highs().stream().map(x -> Math.round(x * 100) / 100.0).toList());
    }
}
