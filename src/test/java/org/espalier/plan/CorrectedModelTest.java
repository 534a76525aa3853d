package org.espalier.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.junit.jupiter.api.Test;

class CorrectedModelTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");
    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SmallForm.SMALL, 1);
    private static final Plan PLAN = Planner.plan(NETWORK, BOARD, Techniques.ALL);

    /// What steps would have taken if each kind were slower than predicted by a factor of its own.
    private static List<CorrectedModel.Sample> samples(double chain, double attention, double lastStep) {
        AnalyticalModel model = new AnalyticalModel(BOARD);
        List<CorrectedModel.Sample> samples = new ArrayList<>();
        for (Step step : PLAN.steps()) {
            double predicted = model.cycles(PLAN, step);
            double factor = step.action() == Action.ATTENTION ? attention : chain;
            double extra = step.index() == PLAN.steps().size() - 1 ? lastStep : 0;
            samples.add(new CorrectedModel.Sample(step.action(), predicted, factor * predicted + extra));
        }
        return samples;
    }

    @Test
    void eachKindOfStepIsCorrectedByItsOwnRatio() {
        List<CorrectedModel.Sample> samples = samples(1.5, 2.5, 0);
        CorrectedModel model = new CorrectedModel(BOARD, samples);
        double measured =
                samples.stream().mapToDouble(CorrectedModel.Sample::measured).sum();
        assertEquals(measured, model.cycles(PLAN), 1e-6 * measured);
        assertEquals(0, model.errorPercent(), 1e-9);
        assertTrue(model.cycles(PLAN) > 1.5 * new AnalyticalModel(BOARD).cycles(PLAN));
    }

    @Test
    void whatRatiosCannotExplainIsTheError() {
        double whole = new AnalyticalModel(BOARD).cycles(PLAN);
        assertTrue(new CorrectedModel(BOARD, samples(1, 1, whole)).errorPercent() > 10);
    }

    @Test
    void aKindThatWasNeverMeasuredTakesTheRatioOfAll() {
        Plan apart = Planner.plan(NETWORK, BOARD, Techniques.NONE);
        CorrectedModel model = new CorrectedModel(BOARD, samples(2, 2, 0));
        double twice = 2 * new AnalyticalModel(BOARD).cycles(apart);
        assertEquals(twice, model.cycles(apart), 1e-6 * twice);
    }

    @Test
    void weightsOutsideTheChipAreWaitedForLonger() {
        FlashStalls stalls = FlashStalls.of(BOARD);
        assertEquals(new FlashStalls(32, 16, true, 192), stalls);
        assertEquals(6, FlashStalls.of(Boards.byId("nucleo-f429zi")).cycles());
        assertEquals(6, FlashStalls.of(Boards.byId("nucleo-l4r5zi")).cycles());
        assertEquals(5, FlashStalls.of(Boards.byId("nucleo-u575zi")).cycles());
        RandomNetworks.Form large = new RandomNetworks.Form(32, 16, 0, 256, 2, 4, 64, 1024, 0, 10, false);
        Plan outside = Planner.plan(RandomNetworks.of(large, 1), BOARD, Techniques.ALL);
        long[] waits = {0, 0};
        for (Step step : outside.steps()) {
            boolean out = step.ops().stream().anyMatch(outside.flash().outside().ops()::contains);
            waits[out ? 1 : 0] += stalls.of(outside, step);
        }
        assertTrue(waits[0] > 0 && waits[1] > waits[0], waits[0] + " and " + waits[1]);
    }
}
