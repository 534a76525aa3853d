package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.PageId;
import org.espalier.ui.task.Work;
import org.espalier.ui.task.WorkState;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;

/// The frame around the pages, driven by mouse and keyboard.
class WindowFrameTest extends WindowTest {

    /// Characters that take longer to read than a project without them.
    private static final int LONG = 8_000_000;

    @Test
    void theRailLeadsToEveryPageAndEveryFocusableThingHasAName() {
        for (PageId page : PageId.values()) {
            press("rail." + page.word());
            settle();
            assertEquals(page.title(), byId("header.page", Label.class).getText());
            assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()), page.word());
            picture("empty-" + page.word());
        }
    }

    @Test
    void keysLeadToPagesAndChangeTheSize() {
        press(KeyCode.CONTROL, KeyCode.DIGIT9).release(KeyCode.DIGIT9, KeyCode.CONTROL);
        settle();
        assertEquals(PageId.SETTINGS, session.pageProperty().get());
        // Where plus has a key of its own, and where it shares one with the equals sign, as in US layouts.
        assertTrue(scene().getAccelerators().containsKey(KeyCombination.valueOf("Shortcut+PLUS")));
        press(KeyCode.CONTROL, KeyCode.EQUALS).release(KeyCode.EQUALS, KeyCode.CONTROL);
        settle();
        assertEquals(110, session.appearance().sizeProperty().get());
        press(KeyCode.CONTROL, KeyCode.DIGIT0).release(KeyCode.DIGIT0, KeyCode.CONTROL);
        settle();
        assertEquals(100, session.appearance().sizeProperty().get());
    }

    @Test
    void settingsChangeTheThemeAtOnceAndRememberIt() {
        go(PageId.SETTINGS);
        press("settings.theme.dark");
        assertEquals(Theme.DARK, session.appearance().themeProperty().get());
        assertEquals("DARK", session.preferences().get("theme", ""));
        assertTrue(scene().getStylesheets().stream().anyMatch(sheet -> sheet.contains("tokens-dark")));
        press("settings.theme.contrast");
        picture("settings-contrast");
        press("settings.theme.light");
    }

    @Test
    void workIsShownWithItsProgressAndCanBeCancelledFromTheStatusBar() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Work<?>[] work = new Work<?>[1];
        interact(() -> work[0] = session.tasks()
                .start("Counting", context -> {
                    count(context);
                    return 0;
                })
                .ended(ended::countDown));
        until(() -> work[0].fractionProperty().get() == 0.25);
        assertTrue(byId("status.text", Label.class).getText().contains("Counting · Sheep · 25"));
        picture("working");
        press("task.cancel");
        ended.await();
        settle();
        assertEquals(WorkState.CANCELLED, work[0].stateProperty().get());
        assertTrue(says("Counting · cancelled"));
    }

    @Test
    void theButtonThatCancelsStaysWhereItIsWhileTheWorkTellsOfItsStages() {
        CountDownLatch next = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        interact(() -> session.tasks().start("Counting", context -> {
            context.stage("Sheep");
            await(next);
            context.stage("Every sheep of the valley, the black ones last");
            return await(release);
        }));
        untilSays("Sheep");
        Bounds before = place(byId("task.cancel", Node.class));
        next.countDown();
        untilSays("the black ones last");
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(before, place(byId("task.cancel", Node.class)));
        release.countDown();
        settle();
    }

    private Bounds place(Node node) {
        Bounds[] found = new Bounds[1];
        interact(() -> {
            scene().getRoot().layout();
            found[0] = node.localToScene(node.getBoundsInLocal());
        });
        return found[0];
    }

    private static void count(TaskContext context) {
        context.stage("Sheep");
        context.progress(1, 4);
        while (true) {
            context.checkCancelled();
            Thread.onSpinWait();
        }
    }

    @Test
    void theThirdPieceOfWorkWaitsForALaneAndTheListShowsAll() {
        CountDownLatch release = new CountDownLatch(1);
        interact(() -> {
            for (int i = 1; i <= 3; i++) {
                session.tasks().start("Work " + i, context -> await(release));
            }
        });
        until(() -> session.tasks().shown().stream()
                        .filter(w -> w.stateProperty().get() == WorkState.RUNNING)
                        .count()
                == 2);
        assertEquals(
                WorkState.QUEUED,
                session.tasks().shown().getFirst().stateProperty().get());
        press("status.tasks");
        assertTrue(says("Work 3 · waits for its turn"));
        release.countDown();
        settle();
        assertTrue(says("Work 3 · done"));
        press("task.clear");
        assertTrue(session.tasks().shown().isEmpty());
    }

    static int await(CountDownLatch latch) {
        try {
            latch.await();
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFolderThatIsNoProjectIsRefusedInWordsOnHome(@TempDir Path folder) {
        open(folder);
        assertTrue(says("is not a project"));
        assertTrue(says("espalier project new"));
        picture("refused");
        press("banner.close");
        assertFalse(says("is not a project"));
    }

    @Test
    void aProjectForABoardThatIsGoneIsRefusedInWordsOnHome(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("project.json"),
                "{\"schema\":\"espalier.project/1\",\"name\":\"gone\",\"kind\":\"device\",\"description\":\"\",\"model\":\"model\","
                        + "\"board\":\"virtual:" + folder.resolve("gone.json") + "\"}");
        open(folder);
        assertEquals(PageId.HOME, session.pageProperty().get());
        String message = byId("banner.message", Label.class).getText();
        assertTrue(message.contains("gone.json"), message);
        assertNull(session.projectProperty().get());
    }

    @Test
    void theProjectThatWasAskedForLastIsOpenThoughAnEarlierOneTakesLonger(@TempDir Path folder) throws IOException {
        List<Path> both = List.of(folder.resolve("first"), folder.resolve("second"));
        for (Path project : both) {
            Files.createDirectories(project);
            Files.writeString(
                    project.resolve("project.json"),
                    "{\"schema\":\"espalier.project/1\",\"name\":\"" + project.getFileName()
                            + "\",\"kind\":\"prune\",\"model\":\"model\",\"description\":\"" + " ".repeat(LONG)
                            + "\"}");
        }
        Files.writeString(
                both.getLast().resolve("project.json"),
                Files.readString(both.getFirst().resolve("project.json"))
                        .replace(" ".repeat(LONG), "")
                        .replace("first", "second"));
        interact(() -> both.forEach(shell::open));
        settle();
        assertEquals(
                "second",
                byId("header.project", javafx.scene.control.Hyperlink.class).getText());
    }

    @Test
    void anErrorOfWorkStaysReadableInTheStatusBar() {
        interact(() -> session.tasks().start("Flashing", _ -> {
            throw WorkbenchException.tool("board.gone", "the board is gone", "Plug it in again.");
        }));
        settle();
        assertTrue(says("Flashing · failed: the board is gone"));
    }

    @Test
    void closingAsksOnlyWhileWorkRuns() {
        CountDownLatch release = new CountDownLatch(1);
        interact(() -> session.tasks().start("Pruning", _ -> await(release)));
        interact(() ->
                stage.fireEvent(new javafx.stage.WindowEvent(stage, javafx.stage.WindowEvent.WINDOW_CLOSE_REQUEST)));
        assertTrue(says("1 piece of work is running"));
        assertTrue(stage.isShowing());
        press("close.keep");
        assertFalse(says("1 piece of work is running"));
        release.countDown();
        settle();
    }

    @Test
    void wordsThatAreCutOffSayTheWholeWhenTheMouseRestsOnThem() {
        Label narrow = byId("header.page", Label.class);
        String whole = "A page whose name is far too long for the little room that there is for it";
        interact(() -> {
            narrow.setMinWidth(60);
            narrow.setMaxWidth(60);
            session.pageProperty().set(PageId.RUNS);
            narrow.setText(whole);
        });
        settle();
        moveTo(scene().getRoot()).moveTo(narrow);
        assertEquals(whole, narrow.getTooltip().getText());
        interact(() -> narrow.setMaxWidth(900));
        interact(() -> narrow.setMinWidth(900));
        settle();
        moveTo(scene().getRoot()).moveTo(narrow);
        assertNull(narrow.getTooltip(), "what is whole needs no tooltip");
    }

    @Test
    void settingsSayAtOnceWhatIsWrongWithASparkMasterAndWhyThereIsNoCuda() {
        go(PageId.SETTINGS);
        assertTrue(says("candidates are scored in this process"));
        assertTrue(byId("settings.device.cuda", Node.class).isDisabled(), "no graphics processor, nothing to choose");
        assertTrue(byId("settings.device.cpu", ToggleButton.class).isSelected());
        assertTrue(byId("settings.cuda", Label.class).getText().startsWith("CUDA is not offered here"));
        clickOn(byId("settings.spark", javafx.scene.control.TextField.class)).write("spark:/nowhere");
        settle();
        assertTrue(says("is no Spark master"));
        assertTrue(says("spark://HOST:PORT"));
        interact(() ->
                byId("settings.spark", javafx.scene.control.TextField.class).setText("local[2]"));
        settle();
        assertEquals("local[2]", session.preferences().get("spark", ""));
        assertFalse(says("is no Spark master"));
        assertEquals(
                "local[2]", java.util.Objects.requireNonNull(session.spark()).master());
        picture("settings-spark");
    }
}
