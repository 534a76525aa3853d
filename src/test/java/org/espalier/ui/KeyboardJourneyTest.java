package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import org.espalier.ui.chart.MemoryTimeline;
import org.espalier.ui.chart.RatioBars;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// The two main jobs from start to end without a mouse: every control is reached by Tab.
class KeyboardJourneyTest extends SharedHome {

    private static final int MOST_TABS = 150;

    @Test
    void aModelIsOpenedAskedEditedPrunedAndItsRunFoundByKeysAlone() {
        go(PageId.HOME);
        tabTo("home.card.prune.open");
        type(KeyCode.ENTER);
        settle();
        assertEquals(PageId.MODELS, session.pageProperty().get());
        chord(KeyCode.ENTER);
        settle();
        assertFalse(byId("models.ask.answer", javafx.scene.control.Label.class)
                .getText()
                .isBlank());

        chord(KeyCode.DIGIT3);
        settle();
        tabTo("prune.samples");
        replace("8");
        tabTo("prune.questions");
        replace("10");
        tabTo("prune.bars");
        RatioBars bars = byId("prune.bars", RatioBars.class);
        type(KeyCode.DOWN);
        double before = bars.blocksProperty().get().getFirst().mlp().pruned();
        type(KeyCode.LEFT);
        assertEquals(before + 0.01, bars.blocksProperty().get().getFirst().mlp().pruned(), 1e-9);
        type(KeyCode.L);
        assertTrue(bars.blocksProperty().get().getFirst().mlp().locked());
        chord(KeyCode.Z);
        chord(KeyCode.Z);
        assertEquals(before, bars.blocksProperty().get().getFirst().mlp().pruned(), 1e-9);
        chord(KeyCode.ENTER);
        settle();
        assertTrue(Files.isDirectory(home.resolve("projects/prune-llava/pruned/wanda-50")));
        tab("Front");
        tabTo("prune.front.table");
        type(KeyCode.DOWN);
        type(KeyCode.DOWN);
        tabTo("prune.front.pin");
        type(KeyCode.SPACE);
        assertTrue(says("Baseline: wanda-50"));

        chord(KeyCode.DIGIT8);
        settle();
        tabTo("runs.table");
        type(KeyCode.DOWN);
        assertEquals(3, byId("runs.table", TableView.class).getItems().size());
        tabTo("runs.pin");
        type(KeyCode.SPACE);
        settle();
    }

    @Test
    void aNetworkIsPlannedBuiltFlashedAndMeasuredByKeysAlone() {
        go(PageId.HOME);
        tabTo("home.card.device.open");
        type(KeyCode.ENTER);
        settle();
        assertEquals(PageId.MEMORY, session.pageProperty().get());
        tabTo("memory.integration");
        type(KeyCode.SPACE);
        settle();
        type(KeyCode.SPACE);
        settle();
        tabTo("memory.timeline");
        type(KeyCode.PERIOD);
        assertTrue(
                byId("memory.timeline", MemoryTimeline.class).selectedProperty().get() >= 0);

        chord(KeyCode.DIGIT6);
        settle();
        chord(KeyCode.ENTER);
        settle();
        assertTrue(says("Flash of"), "the linker's sizes stand beside the plan's");
        assertTrue(says("weights and tables"), "and part by part");

        chord(KeyCode.DIGIT7);
        settle();
        chord(KeyCode.ENTER);
        settle();
        tabTo("boards.samples");
        replace("1");
        tabTo("boards.benchmark");
        type(KeyCode.SPACE);
        until(() -> byId("boards.log", TextArea.class).getText().contains("logits equal"));
        settle();
        assertTrue(says("Equal logits"));
    }

    /// Ctrl and a key.
    private void chord(KeyCode code) {
        press(KeyCode.CONTROL, code).release(code, KeyCode.CONTROL);
        org.testfx.util.WaitForAsyncUtils.waitForFxEvents();
    }

    private void replace(String text) {
        chord(KeyCode.A);
        write(text);
    }

    /// Presses Tab until the focus is in the control of that id.
    private void tabTo(String id) {
        for (int i = 0; i < MOST_TABS; i++) {
            for (Node n = scene().getFocusOwner(); n != null; n = n.getParent()) {
                if (id.equals(n.getId())) {
                    return;
                }
            }
            type(KeyCode.TAB);
        }
        throw new AssertionError("Tab does not lead to " + id + List.of(scene().getFocusOwner()));
    }
}
