package org.espalier.ui.chart;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.stage.FileChooser;
import org.espalier.format.AtomicFile;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.control.ChosenFile;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;

/// The button that keeps a picture as PNG, SVG or the CSV of its numbers: the same for every picture of the window.
public final class SaveButton extends Button {

    private final Exported picture;

    /// A button that keeps `picture` under a name made of its heading.
    public SaveButton(String heading, Exported picture) {
        super(null, Parts.icon("mdi2d-download-outline"));
        this.picture = picture;
        setId("chart.save");
        getStyleClass().addAll("flat-button", "icon-button");
        setAccessibleText(Words.of("chart.save.of", heading));
        setTooltip(new Tooltip(Words.of("chart.save")));
        setOnAction(_ -> save(heading));
    }

    private void save(String heading) {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName(heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        chooser.getExtensionFilters()
                .addAll(List.of(
                        new FileChooser.ExtensionFilter(Words.of("chart.png"), "*.png"),
                        new FileChooser.ExtensionFilter(Words.of("chart.svg"), "*.svg"),
                        new FileChooser.ExtensionFilter(Words.of("chart.csv"), "*.csv")));
        File file = chooser.showSaveDialog(getScene().getWindow());
        if (file != null) {
            keep(file, chooser);
        }
    }

    /// Writes what was chosen; where it cannot be written, the page the button is on says so.
    void keep(File file, FileChooser chooser) {
        Optional<PageFrame> page = PageFrame.around(this);
        try {
            Path whole = ChosenFile.of(file, chooser);
            AtomicFile.write(whole, picture.saved(String.valueOf(whole.getFileName())));
            page.ifPresent(PageFrame::clearError);
        } catch (WorkbenchException e) {
            page.orElseThrow(() -> e).show(e);
        }
    }
}
