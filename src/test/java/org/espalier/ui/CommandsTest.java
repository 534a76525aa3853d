package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.controls.ToggleSwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import org.espalier.ui.chart.RatioBars;
import org.espalier.ui.session.PageId;
import org.espalier.ui.task.WorkState;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;

/// Every command of the palette does what it is called, chosen by typing its name; a command that is not tried here
/// fails the test that lists them.
class CommandsTest extends SharedHome {

    /// Those that ask the system for a file, which no test can choose.
    private static final Set<String> CHOOSERS = Set.of("Open a model…", "Compare…", "Export…");

    private final Set<String> tried = new TreeSet<>();
    private final Set<String> listed = new TreeSet<>();

    private List<String> palette() {
        interact(() -> scene().getRoot().requestFocus());
        push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        List<String> titles = new ArrayList<>();
        ListView<?> list = byId("finder.list", ListView.class);
        interact(() -> list.getItems()
                .forEach(item -> titles.add(item.toString().replaceFirst("^Item\\[title=(.*), note=.*$", "$1"))));
        return titles;
    }

    /// Chooses a command by its whole name.
    private void command(String title) {
        List<String> titles = palette();
        assertTrue(titles.contains(title), title + " is in " + titles);
        listed.addAll(titles);
        tried.add(title);
        interact(() -> byId("finder.field", TextField.class).setText(title));
        type(KeyCode.ENTER);
        settleUnlessWorking();
    }

    private void settleUnlessWorking() {
        org.testfx.util.WaitForAsyncUtils.waitForFxEvents();
        if (!session.tasks().busy()) {
            settle();
        }
    }

    private void number(String id, int value) {
        interact(() -> {
            byId(id, Spinner.class).getEditor().setText(Integer.toString(value));
            byId(id, Spinner.class).commitValue();
        });
    }

    private WorkState newest() {
        return session.tasks().shown().getFirst().stateProperty().get();
    }

    private void cancelledBy(String title) {
        until(() -> newest() == WorkState.RUNNING);
        command(title);
        until(() -> newest() == WorkState.CANCELLED);
        settle();
    }

    private boolean shown(String id) {
        return byId(id, Node.class).isVisible();
    }

    @Test
    void commandsOfEveryPageLeadToPagesThemesSizesAndHelp() {
        go(PageId.HOME);
        for (PageId page : PageId.values()) {
            command("Go to " + page.title());
            assertEquals(page, session.pageProperty().get());
        }
        command("Theme: Dark");
        assertEquals(Theme.DARK, session.appearance().themeProperty().get());
        command("Theme: High contrast");
        assertEquals(Theme.CONTRAST, session.appearance().themeProperty().get());
        command("Theme: Light");
        assertEquals(Theme.LIGHT, session.appearance().themeProperty().get());
        command("Larger");
        assertEquals(110, session.appearance().sizeProperty().get());
        command("Smaller");
        command("Smaller");
        assertEquals(90, session.appearance().sizeProperty().get());
        command("Normal size");
        assertEquals(100, session.appearance().sizeProperty().get());
        session.preferences().putLayout("runs", 0.2);
        command("Reset layout");
        assertEquals(0.5, session.preferences().layout("runs", 0.5));
        interact(() -> session.tasks().start("Counting", _ -> 0));
        settle();
        command("Clear ended work");
        assertTrue(session.tasks().shown().isEmpty());
        command("Show every command");
        assertTrue(shown("finder"));
        type(KeyCode.ESCAPE);
        command("Search pages, projects, tensors and runs");
        assertTrue(shown("finder"));
        type(KeyCode.ESCAPE);
        command("Open the guide at this page");
        assertTrue(shown("guide"));
        type(KeyCode.ESCAPE);
        command("Take the tour");
        assertTrue(shown("tour"));
        press("tour.end");
        // These three have nothing to do where nothing is open; other tests give them something.
        command("Run the page's main action");
        command("Undo");
        command("Redo");
        go(PageId.HOME);
        assertEquals(tried, new TreeSet<>(palette()), "Home has no commands of its own");
        type(KeyCode.ESCAPE);
    }

    @Test
    void commandsOfAModelsPagesWorkOnTheModel() {
        open(home.resolve("projects/prune-llava"));
        command("Ask");
        settle();
        assertFalse(byId("models.ask.answer", Label.class).getText().isBlank());
        command("Count zeros");
        settle();
        assertTrue(says("0 %"));
        command("Count magnitudes");
        settle();
        assertTrue(says("prunes"), "the threshold is answered");
        listed.addAll(palette());
        type(KeyCode.ESCAPE);

        go(PageId.PRUNE);
        number("prune.samples", 8);
        number("prune.questions", 4);
        RatioBars bars = byId("prune.bars", RatioBars.class);
        double before = bars.blocksProperty().get().getFirst().mlp().pruned();
        interact(bars::requestFocus);
        type(KeyCode.DOWN, KeyCode.LEFT);
        double edited = bars.blocksProperty().get().getFirst().mlp().pruned();
        assertNotEquals(before, edited);
        command("Undo the last change (Ctrl+Z)");
        assertEquals(before, bars.blocksProperty().get().getFirst().mlp().pruned(), 1e-9);
        command("Redo the last change (Ctrl+Y)");
        assertEquals(edited, bars.blocksProperty().get().getFirst().mlp().pruned(), 1e-9);
        command("Undo");
        assertEquals(before, bars.blocksProperty().get().getFirst().mlp().pruned(), 1e-9);
        command("Redo");
        assertEquals(edited, bars.blocksProperty().get().getFirst().mlp().pruned(), 1e-9);
        command("Count magnitudes");
        settle();
        command("Measure on this machine");
        until(() -> newest() == WorkState.RUNNING);
        press("task.cancel");
        until(() -> newest() == WorkState.CANCELLED);
        command("Search a policy");
        cancelledBy("Cancel");
        command("Prune and measure");
        settle();
        command("Export packed");
        settle();
        assertTrue(says("the dense tensors"), "the packed file and what it saves are told");
        assertEquals(WorkState.DONE, newest());

        go(PageId.RUNS);
        assertEquals(5, byId("runs.table", TableView.class).getItems().size());
        clickOn("0001-prune-search");
        command("Copy as command");
        String[] text = new String[1];
        interact(() -> text[0] = Clipboard.getSystemClipboard().getString());
        assertTrue(text[0].startsWith("espalier prune search "), text[0]);
        command("Compare with this");
        clickOn("0004-model-evaluate");
        settle();
        assertTrue(says("Baseline 0001-prune-search"));
        clickOn("0001-prune-search");
        command("Resume");
        cancelled();
        listed.removeIf(title -> CHOOSERS.contains(title) || always(title));
        tried.removeIf(this::always);
        assertEquals(listed, tried);
    }

    private void cancelled() {
        until(() -> newest() == WorkState.RUNNING);
        assertTrue(says("Resuming 0001-prune-search"));
        press("task.cancel");
        until(() -> newest() == WorkState.CANCELLED);
        settle();
    }

    @Test
    void commandsOfADevicesPagesWorkOnTheDevice() {
        open(home.resolve("projects/vit-on-stm32"));
        for (String technique : List.of("Integration", "Decomposition", "Overwriting")) {
            ToggleSwitch technic = byId("memory." + technique.toLowerCase(java.util.Locale.ROOT), ToggleSwitch.class);
            command(technique);
            assertFalse(technic.isSelected(), technique);
            command(technique);
            assertTrue(technic.isSelected(), technique);
        }
        command("Keep");
        command("Integration");
        assertTrue(says("Without integration"), "the kept plan stands beside the new one");
        command("Integration");

        go(PageId.SEARCH);
        press("search.chip.embed_dim.160");
        settle();
        assertFalse(byId("search.chip.embed_dim.160", ToggleButton.class).isSelected());
        command("Switch everything on again");
        assertTrue(byId("search.chip.embed_dim.160", ToggleButton.class).isSelected());
        number("search.samples", 5000); // which takes minutes
        command("Measure subnets");
        until(() -> newest() == WorkState.RUNNING);
        press("task.cancel");
        until(() -> newest() == WorkState.CANCELLED);
        settle();

        go(PageId.FIRMWARE);
        command("Build firmware");
        settle();
        assertTrue(says("Flash of"));
        go(PageId.BOARDS);
        command("Look for boards again");
        settle();
        command("Build and flash");
        settle();
        assertTrue(says("Network "));
        number("boards.samples", 1);
        command("Benchmark");
        settle();
        untilSays("Equal logits");
        number("boards.samples", 0); // all of them
        command("Benchmark");
        cancelledBy("Cancel");
        command("Compare layer by layer");
        settle();
        tab("Layer by layer");
        untilSays("No value differs");
        listed.removeIf(this::always);
        tried.removeIf(this::always);
        assertEquals(listed, tried);
    }

    /// Whether the first test tries it.
    private boolean always(String title) {
        return title.startsWith("Go to ")
                || title.startsWith("Theme: ")
                || Set.of(
                                "Larger",
                                "Smaller",
                                "Normal size",
                                "Reset layout",
                                "Clear ended work",
                                "Show every command",
                                "Search pages, projects, tensors and runs",
                                "Open the guide at this page",
                                "Take the tour",
                                "Run the page's main action",
                                "Undo",
                                "Redo")
                        .contains(title);
    }
}
