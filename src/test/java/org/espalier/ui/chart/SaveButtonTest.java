package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.theme.Appearance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationTest;

/// What follows once the user has chosen a file.
@SuppressWarnings("NullAway.Init")
class SaveButtonTest extends ApplicationTest {

    @TempDir
    private Path folder;

    private SaveButton button;
    private PageFrame page;

    @Override
    public void start(Stage stage) {
        button = new SaveButton("Layers", _ -> new byte[] {1, 2, 3});
        page = new PageFrame("Models");
        page.setBody(button);
        Scene scene = new Scene(page, 600, 300);
        new Appearance().dress(scene);
        stage.setScene(scene);
        stage.show();
    }

    private boolean showsError() {
        return page.lookup(".banner").isVisible();
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldOnThePageUntilAnotherIsChosen() throws IOException {
        FileChooser dialog = new FileChooser();
        dialog.getExtensionFilters().add(new FileChooser.ExtensionFilter("picture", "*.png"));
        Path file = Files.writeString(folder.resolve("file"), "");
        interact(() -> button.keep(file.resolve("layers.png").toFile(), dialog));
        assertTrue(showsError());
        String message = lookup((Label label) -> "banner.message".equals(label.getId()))
                .queryAs(Label.class)
                .getText();
        assertTrue(message.contains("layers.png"), message);
        interact(() -> button.keep(folder.resolve("layers.png").toFile(), dialog));
        assertFalse(showsError());
        assertEquals(3, Files.size(folder.resolve("layers.png")));
        interact(() -> button.keep(folder.resolve("layers").toFile(), dialog));
        assertTrue(showsError(), "the system's dialog has not asked whether layers.png may go");
    }
}
