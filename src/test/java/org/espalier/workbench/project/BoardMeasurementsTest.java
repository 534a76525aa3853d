package org.espalier.workbench.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.plan.AnalyticalModel;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardMeasurementsTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");
    private static final Board OTHER = Boards.byId("nucleo-h743zi");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void timesOfABoardCorrectEstimatesForItAndForNoOther() {
        Plan plan = Planner.plan(RandomNetworks.of(SmallForm.SMALL, 1), BOARD, Techniques.ALL);
        BoardMeasurements kept = new BoardMeasurements(folder.resolve("a/b"));
        AnalyticalModel model = new AnalyticalModel(BOARD);
        assertEquals(model.cycles(plan), kept.model(BOARD).cycles(plan), "nothing is kept yet");
        List<Long> cycles = plan.steps().stream()
                .map(step -> Math.round(3 * model.cycles(plan, step)))
                .toList();
        kept.keep(BOARD, plan, "0a0b0c0d", List.copyOf(cycles.reversed()));
        kept.keep(BOARD, plan, "0a0b0c0d", cycles);
        assertEquals(1, kept.of(BOARD).size(), "the later measurement of an image replaces the earlier");
        assertEquals(
                3 * model.cycles(plan),
                new BoardMeasurements(folder.resolve("a/b")).model(BOARD).cycles(plan),
                0.01 * model.cycles(plan));
        assertTrue(kept.corrected(BOARD).orElseThrow().errorPercent() < 0.1);
        assertTrue(kept.corrected(OTHER).isEmpty());
    }

    @Test
    void whatWasMeasuredAgainstAnEarlierModelCorrectsNothing() throws IOException {
        Plan plan = Planner.plan(RandomNetworks.of(SmallForm.SMALL, 1), BOARD, Techniques.ALL);
        BoardMeasurements kept = new BoardMeasurements(folder);
        kept.keep(
                BOARD, plan, "0a0b0c0d", plan.steps().stream().map(_ -> 12_345L).toList());
        assertTrue(kept.corrected(BOARD).isPresent());
        Path file = folder.resolve("stm32f746g-disco-0a0b0c0d.json");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("measured-costs/2", "measured-costs/1"));
        assertNotEquals(text, Files.readString(file));
        assertTrue(kept.corrected(BOARD).isEmpty());
        assertEquals(
                new AnalyticalModel(BOARD).cycles(plan),
                BoardMeasurements.model(BOARD, kept.of(BOARD)).cycles(plan));
    }
}
