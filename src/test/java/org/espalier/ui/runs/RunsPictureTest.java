package org.espalier.ui.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.theme.Appearance;
import org.espalier.workbench.run.RunStatus;
import org.junit.jupiter.api.Test;
import org.testfx.framework.junit5.ApplicationTest;

/// Runs compared in one picture: which, by which figure, and as a file.
@SuppressWarnings("NullAway.Init")
class RunsPictureTest extends ApplicationTest {

    private final RunsModel model = new RunsModel();
    private RunsPicture picture;

    @Override
    public void start(Stage stage) {
        model.all.setAll(
                row("0003-third", "71.5", "0.5"), row("0002-second", "70.25", "0.7"), row("0001-first", "68", "words"));
        picture = new RunsPicture(model, Preferences.inMemory());
        Scene scene = new Scene(picture, 700, 320);
        new Appearance().dress(scene);
        stage.setScene(scene);
        stage.show();
    }

    private static RunRow row(String id, String accuracy, String sparsity) {
        return new RunRow(
                Path.of(id),
                id,
                "prune apply",
                RunStatus.DONE,
                "",
                null,
                "0",
                "",
                "espalier prune apply",
                List.of(),
                List.of(
                        new Fields.Field("criterion", "obs"),
                        new Fields.Field("sparsity", sparsity),
                        new Fields.Field("accuracy", accuracy),
                        new Fields.Field(id, "1")));
    }

    private ChartData drawn() {
        return lookup((javafx.scene.Node n) -> "runs.picture".equals(n.getId()))
                .queryAs(ChartBox.class)
                .dataProperty()
                .get();
    }

    @SuppressWarnings("unchecked")
    private ComboBox<String> figure() {
        return lookup((javafx.scene.Node n) -> "runs.picture.figure".equals(n.getId()))
                .queryAs(ComboBox.class);
    }

    @Test
    void allRunsAreDrawnUntilSomeAreChosenOldestFirst() {
        assertEquals(List.of("0001-first", "0002-second", "0003-third"), drawn().names());
        assertEquals(
                List.of(new ChartData.Point(0, 68), new ChartData.Point(1, 70.25), new ChartData.Point(2, 71.5)),
                drawn().series().getFirst().points());
        interact(() -> model.chosen.setAll(model.all.subList(0, 2)));
        assertEquals(List.of("0002-second", "0003-third"), drawn().names());
    }

    @Test
    void figuresAreTheNumbersThatRunsShareAndRunsWithoutOneAreLeftOut() {
        assertEquals(Set.of("accuracy", "sparsity"), new HashSet<>(figure().getItems()));
        interact(() -> figure().setValue("sparsity"));
        assertEquals(List.of("0002-second", "0003-third"), drawn().names());
        interact(() -> model.chosen.setAll(model.all.get(0), model.all.get(2)));
        assertEquals(List.of("accuracy"), figure().getItems(), "only one of these runs has a sparsity");
        assertEquals("accuracy", drawn().yLabel());
    }

    @Test
    void thePictureIsWrittenAsSvgAndAsPng() throws IOException {
        interact(() -> model.chosen.setAll(model.all.subList(0, 2)));
        String svg = new String(picture.saved("runs.svg"), StandardCharsets.UTF_8);
        assertTrue(svg.contains("<svg"), svg);
        assertTrue(svg.contains("0003-third") && !svg.contains("0001-first"), "the runs chosen stand on the axis");
        BufferedImage png = ImageIO.read(new ByteArrayInputStream(picture.saved("runs.png")));
        assertNotNull(png);
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < png.getWidth(); x += 3) {
            colours.add(png.getRGB(x, png.getHeight() / 2));
        }
        assertFalse(colours.size() < 3, "ground, grid and bars");
    }
}
