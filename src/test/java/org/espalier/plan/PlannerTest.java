package org.espalier.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.espalier.compress.quant.Activation;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.compress.quant.Width;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");

    @Provide
    Arbitrary<RandomNetworks.Form> forms() {
        Arbitrary<int[]> picture =
                Arbitraries.of(new int[] {16, 4, 0}, new int[] {24, 8, 0}, new int[] {26, 8, 3}, new int[] {19, 5, 0});
        return Combinators.combine(
                        picture,
                        Arbitraries.integers().between(8, 40),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(4, 12),
                        Arbitraries.integers().between(8, 70),
                        Arbitraries.of(0, 5, 12, 30),
                        Arbitraries.integers().between(0, 11))
                .as((p, embed, depth, heads, d, hidden, rank, last) -> {
                    boolean token = last % 2 == 0;
                    var form =
                            new RandomNetworks.Form(p[0], p[1], p[2], embed, depth, heads, d, hidden, rank, 4, token);
                    // Without relative positions, clipped at a distance of 1, and not clipped.
                    int most = last < 4 ? -1 : last < 8 ? 1 : 14;
                    return (last % 4 < 2 ? form : form.wide()).relative(most);
                });
    }

    @Provide
    Arbitrary<Techniques> techniques() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(either, either, either).as(Techniques::new);
    }

    @Property(tries = 150)
    void everyPlanComputesWhatTheReferenceExecutorComputes(
            @ForAll("forms") RandomNetworks.Form form, @ForAll("techniques") Techniques techniques) {
        QuantizedNetwork network = RandomNetworks.of(form, 7);
        byte[] picture = RandomNetworks.picture(network, 3);
        Plan plan = Planner.plan(network, BOARD, techniques);
        assertArrayEquals(
                Int8Executor.run(network, picture).logits(),
                ArenaRun.run(network, plan, picture),
                techniques.toString());
    }

    @Property(tries = 200)
    void liveBuffersOverlapOnlyWhereOneDeclaresIt(
            @ForAll("forms") RandomNetworks.Form form, @ForAll("techniques") Techniques techniques) {
        Plan plan = Planner.plan(RandomNetworks.of(form, 1), BOARD, techniques);
        for (Buffer a : plan.buffers()) {
            assertEquals(0, a.offset() % 8);
            assertTrue(a.offset() >= 0 && end(a) <= plan.arenaBytes());
            assertTrue(a.first() <= a.last());
            for (Buffer b : plan.buffers().subList(0, a.id())) {
                boolean meet = a.first() <= b.last() && b.first() <= a.last();
                boolean overlap = a.offset() < end(b) && b.offset() < end(a);
                boolean declared = declares(a, b) || declares(b, a);
                assertTrue(!meet || !overlap || declared, a + " and " + b);
            }
        }
    }

    private static int end(Buffer buffer) {
        return buffer.offset() + buffer.bytes();
    }

    private static boolean declares(Buffer a, Buffer b) {
        Integer over = a.overwrites();
        return over != null && over == b.id() && a.first() == b.last();
    }

    @Property(tries = 200)
    void liveBytesAreTheUnionOfTheLiveBuffers(
            @ForAll("forms") RandomNetworks.Form form, @ForAll("techniques") Techniques techniques) {
        Plan plan = Planner.plan(RandomNetworks.of(form, 1), BOARD, techniques);
        long peak = 0;
        for (Step step : plan.steps()) {
            boolean[] used = new boolean[plan.arenaBytes()];
            for (Buffer b : plan.buffers()) {
                for (int i = b.offset(); b.first() <= step.index() && step.index() <= b.last() && i < end(b); i++) {
                    used[i] = true;
                }
            }
            long live = 0;
            for (boolean u : used) {
                live += u ? 1 : 0;
            }
            assertEquals(live, step.liveBytes(), step.name());
            peak = Math.max(peak, live);
        }
        assertEquals(peak, plan.sram().peak());
        assertEquals(peak, plan.steps().get(plan.sram().peakStep()).liveBytes());
        assertTrue(plan.arenaBytes() >= plan.lowerBound());
    }

    /// 96 pixels, patches of 8, 128 features: about what 320 KB of SRAM and 1 MB of flash are made for.
    private static final RandomNetworks.Form MICRO =
            new RandomNetworks.Form(96, 8, 0, 128, 3, 4, 32, 384, 64, 10, false);

    @Test
    void everyTechniqueSavesMemoryOnANetworkOfUsualSize() {
        QuantizedNetwork network = RandomNetworks.of(MICRO, 1);
        long all = peak(network, Techniques.ALL);
        assertTrue(all < peak(network, new Techniques(false, true, true)), "integration");
        assertTrue(all <= peak(network, new Techniques(true, false, true)), "decomposition");
        assertTrue(all < peak(network, new Techniques(true, true, false)), "overwriting");
        assertTrue(2 * all < peak(network, Techniques.NONE), "all three");
    }

    @Test
    void theArenaIsAsSmallAsItsLowerBoundOnANetworkOfUsualSize() {
        Plan plan = Planner.plan(RandomNetworks.of(MICRO, 1), BOARD, Techniques.ALL);
        assertEquals(plan.lowerBound(), plan.arenaBytes());
    }

    private static long peak(QuantizedNetwork network, Techniques techniques) {
        return Planner.plan(network, BOARD, techniques).sram().peak();
    }

    @Test
    void everyBufferIsWrittenBeforeItIsReadAndDiesWithItsLastReader() {
        Plan plan = Planner.plan(RandomNetworks.of(SmallForm.SMALL, 1), BOARD, Techniques.NONE);
        List<Integer> written = new ArrayList<>(List.of(0));
        for (Step step : plan.steps()) {
            assertTrue(written.containsAll(step.reads()), step.name());
            written.add(step.writes());
            assertEquals(step.index(), plan.output(step).first());
        }
    }

    @Test
    void namesStepsByBlockAndOperators() {
        Plan plan = Planner.plan(RandomNetworks.of(SmallForm.SMALL, 1), BOARD, Techniques.ALL);
        assertEquals(
                List.of(
                        "patch_embed+position",
                        "block 0 norm1+qkv1+qkv3",
                        "block 0 attention",
                        "block 0 proj+add1",
                        "block 0 norm2+fc11+fc13+gelu+fc21+fc23+add2",
                        "block 1 norm1+qkv1+qkv3",
                        "block 1 attention",
                        "block 1 proj+add1",
                        "block 1 norm2+fc11+fc13+gelu+fc21+fc23+add2",
                        "norm+pool",
                        "head"),
                plan.steps().stream().map(Step::name).toList());
    }

    /// Forty matrices of 64 MiB that are all needed at once.
    @Test
    void aNetworkOfMoreThanTwoGigabytesIsRefused() {
        List<Activation> activations = new ArrayList<>();
        List<Op> ops = new ArrayList<>();
        BiFunction<String, Integer, String> put = (name, rows) -> {
            activations.add(new Activation(name, rows, 1024, new double[] {1}, new double[] {0}, Width.INT8));
            return name;
        };
        int rows = 256 * 256;
        String embedded = put.apply("embed", rows);
        Op.Matrix map = new Op.Matrix(1024, 3, new byte[3072], new int[1024], new int[1024], 0, Width.INT8);
        ops.add(new Op.PatchEmbed(embedded, embedded, 1, 0, (byte) 0, 256, map));
        for (int i = 0; i < 40; i++) {
            ops.add(new Op.Gelu("gelu" + i, embedded, put.apply("gelu" + i, rows), new byte[256]));
        }
        Op.Mix mix = new Op.Mix(new short[1024], new short[1024], new int[1024]);
        for (int i = 1; i < 40; i++) {
            String left = i == 1 ? "gelu0" : "add" + (i - 1);
            ops.add(new Op.Add("add" + i, left, "gelu" + i, put.apply("add" + i, rows), mix));
        }
        ops.add(new Op.MeanPool("pool", "add39", put.apply("pool", 1), 0, rows, 0, 1, 0));
        InputSpec input = InputSpec.of(256, new double[] {0, 0, 0}, new double[] {1, 1, 1});
        List<String> classes = Collections.nCopies(1024, "x");
        QuantizedNetwork network = new QuantizedNetwork("large", classes, input, activations, ops);
        for (Techniques techniques : List.of(Techniques.ALL, Techniques.NONE)) {
            var e = assertThrows(WorkbenchException.class, () -> Planner.plan(network, BOARD, techniques));
            assertEquals("plan.size", e.code());
        }
    }

    @Test
    void scoresOfMoreThanTwoGigabytesAreRefused() {
        int heads = 1 << 14;
        Activation qkv = new Activation("qkv", 512, 3 * heads, new double[] {1}, new double[] {0}, Width.INT8);
        Activation context = new Activation("context", 512, heads, new double[] {1}, new double[] {0}, Width.INT8);
        Op.Matrix map =
                new Op.Matrix(3 * heads, 3, new byte[9 * heads], new int[3 * heads], new int[3 * heads], 0, Width.INT8);
        List<Op> ops = List.of(
                new Op.PatchEmbed("qkv", "qkv", 1, 0, (byte) 0, 22, map),
                new Op.Attention(
                        "context",
                        "qkv",
                        "context",
                        512,
                        heads,
                        1,
                        new int[heads],
                        new short[heads][256],
                        new int[heads],
                        0,
                        null));
        InputSpec input = InputSpec.of(22, new double[] {0, 0, 0}, new double[] {1, 1, 1});
        QuantizedNetwork network = new QuantizedNetwork("large", List.of("x", "y"), input, List.of(qkv, context), ops);
        var e = assertThrows(WorkbenchException.class, () -> Planner.plan(network, BOARD, Techniques.NONE));
        assertEquals("plan.size", e.code());
    }
}
