package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.espalier.task.TaskContext;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.shell.Window;
import org.espalier.ui.task.WorkState;
import org.espalier.workbench.project.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs as a user meets them again: filtered, compared, copied, opened; and work that was stopped, gone on with.
class RunsJourneyTest extends FreshHome {

    private Path project() {
        return home.resolve("projects/prune-llava");
    }

    private void number(String id, int value) {
        interact(() -> {
            byId(id, Spinner.class).getEditor().setText(Integer.toString(value));
            byId(id, Spinner.class).commitValue();
        });
    }

    private TableView<?> runs() {
        return byId("runs.table", TableView.class);
    }

    private List<String> clipboard() {
        String[] text = new String[1];
        interact(() -> text[0] = Clipboard.getSystemClipboard().getString());
        return List.of(String.valueOf(text[0]).split(" ", -1));
    }

    @Test
    void runsAreFilteredComparedCopiedAndTheirFolderOpened(@TempDir Path tools) throws IOException {
        open(project());
        go(PageId.PRUNE);
        number("prune.samples", 8);
        number("prune.questions", 10);
        press("prune.start");
        settle();
        press("rail.runs");
        settle();
        assertEquals(3, runs().getItems().size(), "measured before, pruned, measured after");

        clickOn("0001-model-evaluate");
        push(KeyCode.SHIFT, KeyCode.UP);
        assertEquals(2, runs().getSelectionModel().getSelectedItems().size());
        tab("Compared");
        ChartBox chart = byId("runs.picture", ChartBox.class);
        assertFalse(chart.dataProperty().get().names().contains("0003-model-evaluate"), "only what is chosen");
        picture("runs-compared");
        clickOn(byId("runs.filter", TextField.class)).write("evaluate done");
        assertEquals(2, runs().getItems().size());
        tab("Result");
        clickOn("0001-model-evaluate");
        press("runs.pin");
        clickOn("0003-model-evaluate");
        settle();
        assertTrue(says("Baseline 0001-model-evaluate"));
        picture("runs-baseline");

        press("runs.copy.command");
        assertEquals(List.of("espalier", "model", "evaluate"), clipboard().subList(0, 3));
        press("runs.copy.folder");
        Path folder = project().resolve("runs/0003-model-evaluate");
        assertEquals(List.of(folder.toString()), clipboard());

        Path told = tools.resolve("told");
        Files.writeString(
                tools.resolve("xdg-open"),
                "#!/bin/sh\nprintf %s \"$1\" > " + told + ".new && mv " + told + ".new " + told);
        Files.setPosixFilePermissions(tools.resolve("xdg-open"), PosixFilePermissions.fromString("rwxr-xr-x"));
        interact(() -> session.setTools(tools.toString()));
        press("runs.open.folder");
        until(() -> Files.exists(told));
        assertEquals(folder.toString(), Files.readString(told));
        interact(() -> session.setTools(""));
    }

    private record Asked(int samples) {}

    private record Told(String schema, int samples) {}

    @Test
    void aRunIsComparedWithOneOfItsOwnProject() {
        for (Path project : List.of(project(), home.resolve("projects/vit-on-stm32"))) {
            Project.open(project)
                    .runs()
                    .start("model inspect", new Asked(8), List.of("model", "inspect"), List.of(), TaskContext.NONE)
                    .record(_ -> new Told("told/1", 8));
        }
        open(project());
        go(PageId.RUNS);
        press("runs.pin");
        assertTrue(says("Baseline 0001-model-inspect"));
        open(home.resolve("projects/vit-on-stm32"));
        go(PageId.RUNS);
        assertFalse(says("Baseline 0001-model-inspect"), "that run is of another project");
        assertEquals("Compare with this", byId("runs.pin", Button.class).getText());
    }

    /// Starts a search that takes a while, and waits until it has begun.
    private void search() {
        open(project());
        go(PageId.PRUNE);
        tab("Search");
        number("prune.samples", 8);
        number("prune.search.population", 4);
        number("prune.search.generations", 1);
        press("prune.search.start");
        until(() -> !byId("prune.search.dots", ChartBox.class)
                .dataProperty()
                .get()
                .series()
                .isEmpty());
    }

    private String status(String run) {
        go(PageId.HOME);
        go(PageId.RUNS);
        return org.espalier.workbench.run.Run.open(project().resolve("runs").resolve(run))
                .status()
                .word();
    }

    @Test
    void aSearchThatWasCancelledIsNotOfferedOnHomeAndGoesOnToItsEndFromRuns() {
        search();
        press("prune.cancel");
        settle();
        go(PageId.HOME);
        assertFalse(says("was interrupted"), "it was stopped for good");
        assertEquals("cancelled", status("0001-prune-search"));
        assertTrue(says("Resume"));
        picture("runs-resumable");
        press("runs.resume");
        until(() -> says("Resuming 0001-prune-search"));
        settle();
        assertEquals("done", status("0001-prune-search"));
        assertFalse(says("Resume"), "what is done cannot go on");
    }

    @Test
    void closingOverWorkAsksOnceAndHomeOffersToGoOnNextTime() {
        search();
        Preferences remembered = session.preferences();
        interact(() -> stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST)));
        assertTrue(stage.isShowing(), "nothing is lost unasked");
        assertTrue(says("1 piece of work is running. Closing stops it."));
        assertTrue(says("Next time Home offers to go on"));
        picture("closing");
        press("close.anyway");
        assertFalse(stage.isShowing());
        until(() -> session.tasks().shown().getFirst().stateProperty().get() == WorkState.CANCELLED);

        interact(() -> {
            stage = new Stage();
            Window window = Window.on(stage, remembered);
            stage.setX(0);
            stage.setY(0);
            window.show();
            shell = window.shell();
            session = shell.session();
        });
        settle();
        assertEquals(PageId.HOME, session.pageProperty().get());
        picture("closed-and-opened");
        clickOn(lookup((Node n) ->
                        n instanceof Hyperlink link && link.getText().equals("0001-prune-search was interrupted"))
                .<Node>query());
        settle();
        assertEquals(PageId.RUNS, session.pageProperty().get());
        press("runs.resume");
        settle();
        assertEquals("done", status("0001-prune-search"));
        go(PageId.HOME);
        assertFalse(says("was interrupted"), "there is nothing left to go on with");
    }

    @Test
    void closingWithNothingAtWorkAsksNothing() {
        open(project());
        assertFalse(session.tasks().busy());
        interact(() -> {
            WindowEvent asked = new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST);
            stage.fireEvent(asked);
        });
        assertFalse(says("Closing stops"));
    }
}
