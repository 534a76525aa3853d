package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.text.Csv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written once a file was chosen; no test can answer the system's own dialog that asks for it.
class SavedFileTest {

    @TempDir
    private Path folder;

    private final Exported picture = name -> new Figure() {
        @Override
        public void paint(Graphics2D g, double width, double height) {
            g.setPaint(Color.RED);
            g.fill(new Rectangle2D.Double(0, 0, width, height));
        }

        @Override
        public String csv() {
            return Csv.table(List.of("layer", "bytes"), List.of(List.of("block 0", "1024")));
        }
    }.bytes(name, 40, 30);

    private File file(String name) {
        return folder.resolve(name).toFile();
    }

    @Test
    void theEndingOfTheFileSaysWhatIsWritten() throws IOException {
        SavedFile.keep(file("a.png"), ".csv", picture);
        BufferedImage image = ImageIO.read(file("a.png"));
        assertEquals(80, image.getWidth(), "twice its size on screen");
        assertEquals(60, image.getHeight());
        assertEquals(Color.RED.getRGB(), image.getRGB(40, 30));
        SavedFile.keep(file("a.svg"), ".png", picture);
        assertTrue(Files.readString(folder.resolve("a.svg")).contains("<svg"));
        SavedFile.keep(file("a.csv"), ".png", picture);
        assertEquals("\"layer\",\"bytes\"\n\"block 0\",\"1024\"\n", Files.readString(folder.resolve("a.csv")));
    }

    @Test
    void aNameWithoutAnEndingGetsTheOneOfTheKindThatWasChosen() throws IOException {
        SavedFile.keep(file("layers"), ".csv", picture);
        assertEquals(List.of("layers.csv"), names());
        SavedFile.keep(file("layers"), ".svg", picture);
        assertEquals(List.of("layers.csv", "layers.svg"), names());
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidInWords() throws IOException {
        Files.writeString(folder.resolve("no-folder"), "a file");
        WorkbenchException error =
                assertThrows(WorkbenchException.class, () -> SavedFile.keep(file("no-folder/a.png"), ".png", picture));
        assertTrue(error.getMessage().contains("cannot be written"), error.getMessage());
    }
}
