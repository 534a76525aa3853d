package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.controls.ToggleSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.espalier.task.TaskContext;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.shell.Window;
import org.espalier.workbench.project.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the window was left like, it is like when it is opened again.
class RememberedTest extends FreshHome {

    private record Asked(int samples) {}

    private record Nothing(String schema) {}

    @TempDir
    private Path config;

    private Path file() {
        return config.resolve("window.json");
    }

    /// Closes the window, if one is open, and opens one that knows what the file says and nothing else.
    private void again() {
        interact(() -> {
            stage.hide();
            stage = new Stage();
            Window window = Window.on(stage, Preferences.at(file()));
            window.show();
            shell = window.shell();
            session = shell.session();
        });
        settle();
    }

    private Path prune() {
        return home.resolve("projects/prune-llava");
    }

    private Path device() {
        return home.resolve("projects/vit-on-stm32");
    }

    @Test
    void theWindowOpensWhereItWasAndAsLargeAsItWas() {
        again();
        interact(() -> {
            stage.setX(70);
            stage.setY(40);
            stage.setWidth(1100);
            stage.setHeight(720);
        });
        settle();
        double width = scene().getWidth();
        double height = scene().getHeight();
        again();
        assertEquals(70, stage.getX());
        assertEquals(40, stage.getY());
        assertEquals(width, scene().getWidth(), 1);
        assertEquals(height, scene().getHeight(), 1);
        assertFalse(stage.isMaximized());
    }

    @Test
    void aWindowThatFilledItsScreenDoesSoAgainAndShrinksToTheSizeBefore() {
        again();
        interact(() -> {
            stage.setX(30);
            stage.setY(20);
            stage.setWidth(1000);
            stage.setHeight(700);
        });
        settle();
        interact(() -> stage.setMaximized(true));
        settle();
        again();
        assertTrue(stage.isMaximized());
        assertEquals("1000", session.preferences().get("width", ""), "not the size of the screen");
        assertEquals("30", session.preferences().get("x", ""));
        interact(() -> stage.setMaximized(false));
        settle();
        again();
        assertFalse(stage.isMaximized());
    }

    @Test
    void aPlaceOnAScreenThatIsGoneIsIgnored() {
        Preferences preferences = Preferences.at(file());
        preferences.put("x", "-5000");
        preferences.put("y", "300");
        again();
        assertTrue(stage.getX() > -1000, "where it can be seen: " + stage.getX());
    }

    @Test
    void eachProjectOpensAtThePageThatWasInFront() {
        again();
        open(prune());
        assertEquals(PageId.MODELS, session.pageProperty().get(), "where pruning begins");
        go(PageId.PRUNE);
        go(PageId.SETTINGS);
        open(device());
        assertEquals(PageId.MEMORY, session.pageProperty().get(), "where fitting begins");
        go(PageId.FIRMWARE);
        go(PageId.HOME);
        again();
        open(prune());
        assertEquals(PageId.PRUNE, session.pageProperty().get());
        open(device());
        assertEquals(PageId.FIRMWARE, session.pageProperty().get(), "Home is no project's page");
        assertEquals(device(), session.projectProperty().get().folder());
    }

    @Test
    void switchesOfMemoryAndTabsAreAsTheyWereLeft() {
        again();
        open(device());
        interact(() -> byId("memory.decomposition", ToggleSwitch.class).setSelected(false));
        tab("Areas");
        again();
        open(device());
        assertFalse(byId("memory.decomposition", ToggleSwitch.class).isSelected());
        assertTrue(byId("memory.integration", ToggleSwitch.class).isSelected());
        assertEquals("Areas", front("Areas"));
        interact(() -> session.edits().undo());
        assertFalse(
                byId("memory.decomposition", ToggleSwitch.class).isSelected(), "what was remembered is no edit of now");
    }

    private boolean tableShown(String figure) {
        return from(byId(figure, Node.class))
                .lookup((Node n) -> n instanceof TableView<?>)
                .query()
                .isVisible();
    }

    @Test
    void aFigureThatShowedItsTableShowsItAgainAndNoOtherDoes() {
        again();
        open(device());
        tab("Areas");
        assertFalse(tableShown("memory.flash.map"));
        press("memory.flash.map.as-table");
        again();
        open(device());
        assertTrue(tableShown("memory.flash.map"));
        go(PageId.FIRMWARE);
        assertFalse(tableShown("firmware.flash"));
        go(PageId.MEMORY);
        press("memory.flash.map.as-table");
        again();
        open(device());
        tab("Areas");
        assertFalse(tableShown("memory.flash.map"));
        press("memory.flash.map.as-table");

        interact(session.preferences()::resetLayout);
        again();
        open(device());
        tab("Areas");
        assertFalse(tableShown("memory.flash.map"), "the first layout shows pictures");
    }

    private String front(String oneOf) {
        return lookup((Node n) -> n instanceof TabPane pane
                        && pane.getTabs().stream().anyMatch(tab -> tab.getText().equals(oneOf)))
                .<TabPane>query()
                .getSelectionModel()
                .getSelectedItem()
                .getText();
    }

    @SuppressWarnings("unchecked")
    private TableView<Object> runs() {
        return byId("runs.table", TableView.class);
    }

    private TableColumn<Object, ?> column(String word) {
        return runs().getColumns().stream()
                .filter(column -> column.getId().equals("runs.column." + word))
                .findFirst()
                .orElseThrow();
    }

    private List<String> shown() {
        return runs().getItems().stream()
                .map(row ->
                        String.valueOf(column("run").getCellObservableValue(row).getValue()))
                .toList();
    }

    @Test
    void runsKeepTheirColumnsTheirOrderAndTheirFilter() {
        for (String step : List.of("model inspect", "model compare", "model inspect")) {
            Project.open(prune())
                    .runs()
                    .start(step, new Asked(8), List.of(step.split(" ", -1)), List.of(), TaskContext.NONE)
                    .record(_ -> new Nothing("nothing/1"));
        }
        again();
        open(prune());
        go(PageId.RUNS);
        assertEquals(List.of("0003-model-inspect", "0002-model-compare", "0001-model-inspect"), shown());
        interact(() -> {
            column("seed").setVisible(false);
            runs().resizeColumn(column("step"), 60);
            TableColumn<Object, ?> when = column("when");
            runs().getColumns().remove(when);
            runs().getColumns().addFirst(when);
            runs().getSortOrder().setAll(List.of(column("step"), column("run")));
        });
        settle();
        assertEquals(
                List.of("0002-model-compare", "0001-model-inspect", "0003-model-inspect"),
                shown(),
                "sorted by step, then by run");
        clickOn(byId("runs.filter", TextField.class)).write("inspect");
        again();
        open(prune());
        assertEquals(PageId.RUNS, session.pageProperty().get());
        assertEquals("inspect", byId("runs.filter", TextField.class).getText());
        assertEquals(List.of("0001-model-inspect", "0003-model-inspect"), shown());
        assertFalse(column("seed").isVisible());
        assertEquals(170, column("step").getWidth(), 1);
        assertEquals("runs.column.when", runs().getColumns().getFirst().getId());
        picture("runs-arranged");

        interact(session.preferences()::resetLayout);
        again();
        open(prune());
        assertTrue(column("seed").isVisible());
        assertEquals("runs.column.run", runs().getColumns().getFirst().getId());
        open(device());
        go(PageId.RUNS);
        assertEquals("", byId("runs.filter", TextField.class).getText(), "a filter is one project's");
    }

    @Test
    void whatWasJustChangedIsInTheFileAMomentLaterThoughNobodyClosedTheWindow() throws IOException {
        again();
        open(prune());
        go(PageId.PRUNE);
        until(() -> Files.readString(file()).contains("\"prune\""));
    }
}
