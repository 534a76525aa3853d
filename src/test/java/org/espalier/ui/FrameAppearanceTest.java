package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.stage.WindowEvent;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every bar, list and panel of the frame in all three themes: each word can be read on the ground it is drawn on, and
/// everything that takes keys has a name.
class FrameAppearanceTest extends WindowTest {

    private final Set<String> faint = new TreeSet<>();

    private void look(String place) {
        interact(() -> Contrast.inEveryTheme(session, scene()).forEach(words -> faint.add(place + ": " + words)));
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()), place);
    }

    @Test
    void wordsOfTheFrameAreReadableInEveryTheme(@TempDir Path folder) {
        open(folder);
        look("an error");
        clickOn("Details");
        look("its details");
        press("banner.close");
        interact(() -> session.tasks().start("Flashing", _ -> {
            throw WorkbenchException.tool("board.gone", "the board is gone", "Plug it in again.");
        }));
        settle();
        look("work that failed");
        interact(() -> scene().getRoot().requestFocus());
        push(KeyCode.F1);
        settle();
        look("the guide");
        picture("guide-top");
        type(KeyCode.ESCAPE);
        push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        look("the palette");
        picture("palette");
        write("take the tour").type(KeyCode.ENTER);
        settle();
        look("the tour");
        picture("tour");
        press("tour.end");
        assertEquals("", String.join("\n", faint));
    }

    /// Waits a while, not for ever: a list that stays open is a failure.
    private void soon(java.util.concurrent.Callable<Boolean> condition) {
        try {
            org.testfx.util.WaitForAsyncUtils.waitFor(30, java.util.concurrent.TimeUnit.SECONDS, condition);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(
                    "nothing happened: "
                            + javafx.stage.Window.getWindows().stream()
                                    .map(w -> w.getClass().getSimpleName() + w.isShowing() + w.getX() + " " + w.getY()
                                            + " " + w.getWidth() + " " + w.getHeight())
                                    .toList(),
                    e);
        }
    }

    @Test
    void theQuestionBeforeClosingTakesTheKeysAndGoesAwayWithTheWork() {
        CountDownLatch release = new CountDownLatch(1);
        interact(() -> session.tasks().start("Pruning", _ -> WindowFrameTest.await(release)));
        interact(() -> stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST)));
        look("the question before closing");
        picture("closing");
        assertEquals("close.keep", scene().getFocusOwner().getId());
        assertTrue(byId("close.bar", Node.class).isVisible());
        release.countDown();
        settle();
        assertFalse(byId("close.bar", Node.class).isVisible(), "nothing would be lost any more");
        assertEquals("", String.join("\n", faint));
    }

    @Test
    void theListOfWorkOpensAndClosesWithItsButton() {
        press("status.tasks");
        soon(() -> says("Nothing was started yet."));
        picture("task-list");
        press("status.tasks");
        soon(() -> !says("Nothing was started yet."));
        press("status.tasks");
        soon(() -> says("Nothing was started yet."));
        clickOn(byId("header.page", Node.class));
        soon(() -> !says("Nothing was started yet."));
        press("status.tasks");
        soon(() -> says("Nothing was started yet."));
        press("status.tasks");
        soon(() -> !says("Nothing was started yet."));
    }
}
