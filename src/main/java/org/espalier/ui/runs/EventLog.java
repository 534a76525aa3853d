package org.espalier.ui.runs;

import javafx.collections.ObservableList;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// A run's events, a line each: only what is seen is laid out, however many there are and however long. A long line
/// shows its beginning; the whole of it stands in the tooltip and goes to the clipboard with Ctrl+C.
final class EventLog extends ListView<String> {

    private static final int SHOWN = 400;
    private static final int TIP = 4000;
    private static final double TIP_WIDTH = 700;
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);

    EventLog(ObservableList<String> lines) {
        super(lines);
        setId("runs.log");
        getStyleClass().add("log");
        setAccessibleText(Words.of("runs.events"));
        setPlaceholder(Parts.label(Words.of("runs.events.none"), "muted"));
        getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        setCellFactory(_ -> new Line());
        setOnKeyPressed(event -> {
            if (COPY.match(event)) {
                ClipboardContent content = new ClipboardContent();
                content.putString(String.join("\n", getSelectionModel().getSelectedItems()));
                Clipboard.getSystemClipboard().setContent(content);
                event.consume();
            }
        });
    }

    private static final class Line extends ListCell<String> {
        private final Tooltip whole = new Tooltip();

        Line() {
            whole.setWrapText(true);
            whole.setMaxWidth(TIP_WIDTH);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable String line, boolean empty) {
            super.updateItem(line, empty);
            setText(empty || line == null ? null : cut(line, SHOWN));
            whole.setText(line == null ? "" : cut(line, TIP));
            setTooltip(empty || line == null ? null : whole);
        }

        private static String cut(String line, int most) {
            return line.length() <= most ? line : line.substring(0, most) + "…";
        }
    }
}
