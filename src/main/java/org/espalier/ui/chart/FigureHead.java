package org.espalier.ui.chart;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Words;

/// The line above a figure: its heading, the button that shows its table, the one that saves it. Whether the table is
/// shown is remembered.
final class FigureHead extends HBox {

    private static final String SHOWN = "shown";
    private static final String HIDDEN = "hidden";

    private final Label note = Parts.label("", "muted");
    private final ToggleButton table = new ToggleButton(null, Parts.icon("mdi2t-table"));

    /// A head called `heading` above `picture`.
    ///
    /// @param key names the figure among those of the window
    FigureHead(Preferences preferences, String key, String heading, Exported picture) {
        super(8);
        setAlignment(Pos.CENTER_LEFT);
        String remembered = "table." + key;
        table.setId(key + ".as-table");
        table.setSelected(preferences.layout(remembered, HIDDEN).equals(SHOWN));
        table.selectedProperty().addListener((_, _, on) -> preferences.putLayout(remembered, on ? SHOWN : HIDDEN));
        table.getStyleClass().addAll("flat-button", "icon-button");
        table.setAccessibleText(Words.of("chart.table.of", heading));
        table.setTooltip(new Tooltip(Words.of("chart.table")));
        Label name = Parts.label(heading, "section");
        name.setMinWidth(0);
        note.setMinWidth(0);
        note.visibleProperty().bind(note.textProperty().isNotEmpty());
        note.managedProperty().bind(note.visibleProperty());
        VBox words = new VBox(name, note);
        words.getStyleClass().add("figure-words");
        words.setAlignment(Pos.CENTER_LEFT);
        words.setPrefWidth(0);
        words.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(words, Priority.ALWAYS);
        getChildren().addAll(words, table, new SaveButton(heading, picture));
    }

    /// What is said below the heading.
    Label note() {
        return note;
    }

    /// Puts nodes before the buttons.
    void add(Node... nodes) {
        getChildren().addAll(getChildren().size() - 2, List.of(nodes));
    }

    /// Shows the table instead of the picture while it is on.
    ToggleButton table() {
        return table;
    }
}
