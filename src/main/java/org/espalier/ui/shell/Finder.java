package org.espalier.ui.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// A field and what matches it, over the page: the command palette and the search. Escape or a click beside it closes.
final class Finder extends StackPane {

    private static final int MOST = 200;
    private static final double WIDTH = 600;

    /// Something to be found.
    ///
    /// @param title what is matched and shown
    /// @param note what kind of thing it is, or its keys
    record Item(String title, String note, Runnable run) {}

    private final ObservableList<Item> shown = FXCollections.observableArrayList();
    private final TextField field = new TextField();
    private final ListView<Item> list = new ListView<>(shown);
    private final Label none = Parts.label(Words.of("finder.none"), "muted");
    private final List<Item> all = new ArrayList<>();
    private @Nullable Node focusBefore;
    private int opening;

    Finder() {
        setId("finder");
        getStyleClass().add("finder-ground");
        field.setId("finder.field");
        list.setId("finder.list");
        list.setPlaceholder(none);
        list.setAccessibleText(Words.of("finder.list"));
        list.setCellFactory(_ -> new Row(this::runSelected));
        VBox box = new VBox(8, field, list);
        box.getStyleClass().add("finder");
        box.setMaxSize(WIDTH, 420);
        setAlignment(box, Pos.TOP_CENTER);
        getChildren().add(box);
        field.textProperty().subscribe(this::filter);
        addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        setOnMousePressed(event -> {
            if (event.getTarget() == this) {
                close();
            }
        });
        Parts.visible(this, false);
    }

    /// Opens on `items`, saying in the empty field what to write.
    ///
    /// @return takes what is found later, until it is closed or opened anew
    Consumer<List<Item>> open(String prompt, List<Item> items) {
        int now = ++opening;
        if (!isVisible() && getScene() != null) {
            focusBefore = getScene().getFocusOwner();
        }
        field.setPromptText(prompt);
        field.setAccessibleText(prompt);
        all.clear();
        all.addAll(items);
        field.setText("");
        filter("");
        Parts.visible(this, true);
        field.requestFocus();
        return found -> {
            if (now == opening && isVisible()) {
                add(found);
            }
        };
    }

    private void add(List<Item> items) {
        Item chosen = list.getSelectionModel().getSelectedItem();
        all.addAll(items);
        filter(field.getText());
        if (shown.contains(chosen)) {
            list.getSelectionModel().select(chosen);
        }
    }

    private void filter(String text) {
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+", -1));
        shown.setAll(all.stream()
                .filter(item -> {
                    String title = (item.title() + " " + item.note()).toLowerCase(Locale.ROOT);
                    return words.stream().allMatch(title::contains);
                })
                .limit(MOST)
                .toList());
        list.getSelectionModel().selectFirst();
    }

    private void key(KeyEvent event) {
        switch (event.getCode()) {
            case ESCAPE -> close();
            case ENTER -> runSelected();
            case DOWN -> move(1);
            case UP -> move(-1);
            case PAGE_DOWN -> move(8);
            case PAGE_UP -> move(-8);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(int by) {
        int to = Math.clamp(list.getSelectionModel().getSelectedIndex() + by, 0, Math.max(0, shown.size() - 1));
        list.getSelectionModel().select(to);
        list.scrollTo(Math.max(0, to - 4));
    }

    private void runSelected() {
        Item item = list.getSelectionModel().getSelectedItem();
        if (item != null) {
            close();
            item.run().run();
        }
    }

    void close() {
        Parts.visible(this, false);
        if (focusBefore != null) {
            focusBefore.requestFocus();
            focusBefore = null;
        }
    }

    private static final class Row extends ListCell<Item> {
        Row(Runnable clicked) {
            setOnMouseClicked(_ -> {
                if (!isEmpty()) {
                    clicked.run();
                }
            });
        }

        @Override
        protected void updateItem(@Nullable Item item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setGraphic(null);
                return;
            }
            Label title = Parts.label(item.title());
            title.setMinWidth(0);
            HBox.setHgrow(title, Priority.ALWAYS);
            title.setMaxWidth(Double.MAX_VALUE);
            Label note = Parts.label(item.note(), "caption");
            note.setMinWidth(USE_PREF_SIZE);
            setGraphic(Parts.row(12, title, note));
            setAccessibleText(item.title() + ", " + item.note());
            setPrefWidth(0);
        }
    }
}
