package org.espalier.ui.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the name that the system's dialog gives; no test can answer that dialog itself.
class ChosenFileTest {

    private static final ExtensionFilter PNG = new ExtensionFilter("picture", "*.png");
    private static final ExtensionFilter CSV = new ExtensionFilter("table", "*.csv");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final FileChooser dialog = new FileChooser();

    ChosenFileTest() {
        dialog.getExtensionFilters().addAll(PNG, CSV);
    }

    private String chosen(String name) {
        return String.valueOf(
                ChosenFile.of(folder.resolve(name).toFile(), dialog).getFileName());
    }

    @Test
    void aNameWithoutAnEndingGetsThatOfTheChosenKindOrOfTheFirst() {
        assertEquals("layers.png", chosen("layers"));
        dialog.setSelectedExtensionFilter(CSV);
        assertEquals("layers.csv", chosen("layers"));
        assertEquals("loss at 0.5.csv", chosen("loss at 0.5"));
    }

    @Test
    void anEndingThatWasWrittenCountsWhateverKindWasChosen() {
        dialog.setSelectedExtensionFilter(CSV);
        assertEquals("layers.png", chosen("layers.png"));
        assertEquals("LAYERS.PNG", chosen("LAYERS.PNG"));
    }

    @Test
    void aFileTheDialogDidNotAskAboutIsNotReplaced() throws IOException {
        Files.writeString(folder.resolve("layers.png"), "kept");
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> chosen("layers"));
        assertEquals("save.exists", e.code());
        assertTrue(e.remedy().contains("layers.png"), e.remedy());
        assertEquals("layers.png", chosen("layers.png"), "the dialog has asked");
    }
}
