package org.espalier.ui.chart;

import java.io.File;
import java.util.function.BiFunction;
import javafx.geometry.Pos;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.stage.FileChooser;
import org.espalier.format.AtomicFile;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;

/// The line above a figure: its heading, the button that shows its table, the one that saves it.
final class FigureHead extends HBox {

    private final ToggleButton table = new ToggleButton(null, Parts.icon("mdi2t-table"));

    /// A head called `heading`; `bytes` makes the contents of a file of that name, given the figure.
    FigureHead(String heading, BiFunction<String, FigureHead, byte[]> bytes) {
        super(8);
        setAlignment(Pos.CENTER_LEFT);
        table.getStyleClass().addAll("flat-button", "icon-button");
        table.setAccessibleText(Words.of("chart.table.of", heading));
        table.setTooltip(new Tooltip(Words.of("chart.table")));
        var save = Parts.iconButton("chart.save", "mdi2d-download-outline", () -> save(heading, bytes));
        save.setAccessibleText(Words.of("chart.save.of", heading));
        getChildren().addAll(Parts.label(heading, "section"), Parts.spacer(), table, save);
    }

    private void save(String heading, BiFunction<String, FigureHead, byte[]> bytes) {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName(heading.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(Words.of("chart.png"), "*.png"),
                        new FileChooser.ExtensionFilter(Words.of("chart.svg"), "*.svg"),
                        new FileChooser.ExtensionFilter(Words.of("chart.csv"), "*.csv"));
        File file = chooser.showSaveDialog(getScene().getWindow());
        if (file != null) {
            String chosen = chooser.getSelectedExtensionFilter() == null
                    ? ""
                    : chooser.getSelectedExtensionFilter()
                            .getExtensions()
                            .getFirst()
                            .substring(1);
            File named = file.getName().contains(".") ? file : new File(file.getPath() + chosen);
            AtomicFile.write(named.toPath(), bytes.apply(named.getName(), this));
        }
    }

    /// Shows the table instead of the picture while it is on.
    ToggleButton table() {
        return table;
    }
}
