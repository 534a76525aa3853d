package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import org.espalier.ui.session.PageId;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;

/// The command palette and the search, by keyboard alone.
class FinderTest extends SharedHome {

    @Test
    void thePaletteDoesWhatIsWritten() {
        press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P).release(KeyCode.P, KeyCode.SHIFT, KeyCode.CONTROL);
        write("dark").type(KeyCode.ENTER);
        assertEquals(Theme.DARK, session.appearance().themeProperty().get());
        assertFalse(byId("finder", Node.class).isVisible());
    }

    @Test
    void aTensorIsFoundAndSelectedOnModels() {
        open(home.resolve("projects/prune-llava"));
        go(PageId.HOME);
        press(KeyCode.CONTROL, KeyCode.P).release(KeyCode.P, KeyCode.CONTROL);
        settle();
        write("layers.3 v_proj language");
        assertEquals(1, byId("finder.list", ListView.class).getItems().size());
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        picture("finder");
        type(KeyCode.ENTER);
        settle();
        assertEquals(PageId.MODELS, session.pageProperty().get());
        assertTrue(says("language_model.model.layers.3.self_attn.v_proj.weight"));
    }

    private void accelerate(String keys) {
        Objects.requireNonNull(scene().getAccelerators().get(KeyCombination.valueOf(keys)))
                .run();
    }

    private ListView<?> found() {
        return byId("finder.list", ListView.class);
    }

    @Test
    void samplesAreFoundThoughTheModelCannotBeRead() {
        interact(() -> session.modelProperty().set(home.resolve("gone")));
        press(KeyCode.CONTROL, KeyCode.P).release(KeyCode.P, KeyCode.CONTROL);
        settle();
        write("transformer sample project");
        assertEquals(1, found().getItems().size());
    }

    @Test
    void whatIsFoundAfterTheSearchWasLeftIsNoCommand() {
        open(home.resolve("projects/prune-llava"));
        interact(() -> {
            accelerate("Shortcut+P");
            accelerate("Shortcut+Shift+P");
        });
        settle();
        write("layers.3 v_proj language");
        assertEquals(List.of(), found().getItems());
    }

    @Test
    void whatIsChosenStaysChosenWhenMoreIsFound() {
        open(home.resolve("projects/prune-llava"));
        interact(() -> {
            accelerate("Shortcut+P");
            found().getSelectionModel().select(2);
        });
        settle();
        assertTrue(found().getItems().size() > PageId.values().length);
        assertEquals(2, found().getSelectionModel().getSelectedIndex());
    }

    @Test
    void aClickOnAnItemDoesItAndOneBesideItNothing() {
        interact(() -> accelerate("Shortcut+Shift+P"));
        write("dark");
        clickOn(row(false));
        assertTrue(byId("finder", Node.class).isVisible());
        clickOn(row(true));
        assertEquals(Theme.DARK, session.appearance().themeProperty().get());
        assertFalse(byId("finder", Node.class).isVisible());
    }

    private Node row(boolean filled) {
        return from(found())
                .lookup((Node n) -> n instanceof ListCell<?> cell && cell.isVisible() && cell.isEmpty() != filled)
                .query();
    }

    @Test
    void escapeClosesItAndChangesNothing() {
        press(KeyCode.CONTROL, KeyCode.P).release(KeyCode.P, KeyCode.CONTROL);
        write("settings").type(KeyCode.ESCAPE);
        assertEquals(PageId.HOME, session.pageProperty().get());
        assertEquals("Home", byId("header.page", Label.class).getText());
    }
}
