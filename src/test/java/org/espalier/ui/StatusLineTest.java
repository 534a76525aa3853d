package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Form;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// What the frame says at all times, and where the keys go when its page changes.
class StatusLineTest extends WindowTest {

    private String text(String id) {
        return byId(id, Label.class).getText();
    }

    @Test
    void theMachinesKernelsAndMemoryAreSaid() {
        String kernels = text("machine.kernels");
        assertEquals(
                FastestKernels.shared()
                        .known(Form.SPARSE_BF16)
                        .map(choice -> "Decoder: " + choice.kernels().name())
                        .orElse(kernels),
                kernels);
        assertTrue(kernels.matches("Decoder: .+|\\d+-bit vectors"), kernels);
        assertTrue(text("machine.heap").matches("heap [\\d.]+\\s[KMG]iB of [\\d.]+\\s[KMG]iB"), text("machine.heap"));
        assertTrue(says(Runtime.getRuntime().availableProcessors() + " processor"));
    }

    @Test
    void theTimeThatWorkWillStillTakeIsSaidOnceItCanBeTold() {
        CountDownLatch release = new CountDownLatch(1);
        interact(() -> session.tasks().start("Counting", context -> {
            context.stage("Sheep");
            context.progress(1, 100);
            return WindowFrameTest.await(release);
        }));
        untilSays("Counting · Sheep · 1");
        assertFalse(text("status.text").contains("left"), "one of a hundred tells nothing");
        release.countDown();
        settle();

        CountDownLatch second = new CountDownLatch(1);
        interact(() -> session.tasks().start("Counting", context -> {
            context.stage("Goats");
            context.progress(1, 400);
            context.progress(1, 40);
            return WindowFrameTest.await(second);
        }));
        until(() -> text("status.text").contains("left"));
        // 39 times what was spent so far, which is more than a second: minutes do not need to be waited for.
        assertTrue(
                text("status.text").matches("Counting · Goats · 2\\s?%.* · (\\d+\\.\\d\\s?s|\\d+:\\d\\d) left"),
                text("status.text"));
        second.countDown();
        settle();
        assertFalse(text("status.text").contains("left"));
    }

    @Test
    void whatRunsIsCountedThoughWhatIsToldOfIsAnother() {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        interact(() -> {
            session.tasks().start("Counting sheep", _ -> WindowFrameTest.await(first));
            session.tasks().start("Counting goats", _ -> WindowFrameTest.await(second));
        });
        untilSays("2 running");
        second.countDown();
        untilSays("1 running");
        assertTrue(text("status.text").startsWith("Counting sheep"), text("status.text"));
        first.countDown();
        settle();
        assertTrue(says("No work running"));
    }

    @Test
    void whatRanIsSaidWholeInASmallWindowOfLargeType() {
        Region content = ofAnySize();
        interact(() -> {
            session.appearance().sizeProperty().set(200);
            content.resize(1024, 700);
            session.tasks().start("Pruning wanda 50 %", _ -> 7);
        });
        settle();
        interact(() -> scene().getRoot().layout());
        picture("status-small");
        assertTrue(text("status.text").startsWith("Pruning wanda 50 % · done in"), text("status.text"));
        assertFalse(byId("status.text", Label.class).isTextTruncated());
        Button list = byId("status.tasks", Button.class);
        assertEquals("No work running", list.getText());
        assertFalse(list.isTextTruncated());
        for (String fact : List.of("machine.kernels", "machine.heap")) {
            Label label = byId(fact, Label.class);
            assertFalse(label.isVisible() && label.isTextTruncated(), fact + " is whole or away");
        }
    }

    @Test
    void theListOfWorkIsOneHoweverOftenItIsOpened() {
        interact(() -> session.tasks().start("Counting", _ -> 7));
        settle();
        press("status.tasks");
        Node first = lookup(".task-list").query();
        press("status.tasks");
        press("status.tasks");
        assertSame(first, lookup(".task-list").query());
        assertTrue(says("Counting · done"));
    }

    private Node focused() {
        Node[] owner = new Node[1];
        interact(() -> owner[0] = scene().getFocusOwner());
        return owner[0];
    }

    @Test
    void keysThatWentToAPageGoToTheNextOneAndTabLeadsToItsFirstControl() {
        go(PageId.SETTINGS);
        interact(() -> byId("settings.size", Node.class).requestFocus());
        push(KeyCode.CONTROL, KeyCode.DIGIT8);
        settle();
        assertEquals(PageId.RUNS, session.pageProperty().get());
        Node room = focused();
        assertTrue(room instanceof ScrollPane, String.valueOf(room));
        assertEquals("Runs", room.getAccessibleText(), "a reader of screens says where one is");
        push(KeyCode.TAB);
        assertEquals("runs.filter", focused().getId());
    }

    @Test
    void whoWalksTheRailWithTheKeyboardStaysOnIt() {
        ToggleButton rail = byId("rail.settings", ToggleButton.class);
        interact(rail::requestFocus);
        push(KeyCode.SPACE);
        settle();
        assertEquals(PageId.SETTINGS, session.pageProperty().get());
        assertEquals("rail.settings", focused().getId());
    }
}
