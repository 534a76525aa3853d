package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TableView;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.session.PageId;
import org.espalier.workbench.bench.LlavaFile;
import org.junit.jupiter.api.Test;

/// The Prune page's sensitivity tab before anything was pruned: curves from counts that are kept in the project.
class SensitivityTest extends FreshHome {

    private void show(Path project) {
        open(project);
        go(PageId.PRUNE);
        lookup((Node n) -> n.getStyleClass().contains("tab")
                        && n.lookup(".tab-label") instanceof Label label
                        && label.getText().equals("Sensitivity"))
                .tryQuery()
                .ifPresent(this::clickOn);
        settle();
    }

    private ChartData curves() {
        return byId("prune.magnitudes", ChartBox.class).dataProperty().get();
    }

    private String said() {
        return byId("prune.magnitudes.said", Label.class).getText();
    }

    private TableView<?> table() {
        return byId("prune.magnitudes.table", TableView.class);
    }

    @Test
    void theSamplesLayersAreDrawnBeforeAnythingIsPrunedAndCountedOnce() {
        show(home.resolve("projects/prune-llava"));
        assertEquals("From kept counts, no weight was read.", said(), "Models counts a small model when it opens it");
        assertEquals(28, table().getItems().size(), "4 x 7 layers of the part that the form prunes");
        assertEquals(6, curves().series().size(), "three that lose most, three that lose least");
        for (ChartData.Series series : curves().series()) {
            assertEquals(new ChartData.Point(0, 0), series.points().getFirst());
            assertEquals(100, series.points().getLast().x());
            assertEquals(100, series.points().getLast().y(), 1e-9);
            double half = series.points().get(10).y();
            assertTrue(half > 6 && half < 8, series.name() + " loses " + half + " % at half");
        }
        assertEquals(java.util.List.of(), Accessibility.unnamed(scene().getRoot()));
        picture("prune-sensitivity");

        interact(() -> table().getSelectionModel().select(4));
        assertTrue(curves().series().stream().anyMatch(s -> s.name().equals("block 0 o")), "the chosen one is drawn");
        assertTrue(says("Norm² lost at 50"));
        interact(() -> byId("prune.sparsity", Slider.class).setValue(70));
        assertTrue(says("Norm² lost at 70"), "the table follows the form");

        interact(() -> byId("prune.component.vision_tower", CheckBox.class).setSelected(true));
        assertEquals(28 + 24, table().getItems().size());

        go(PageId.MODELS);
        show(home.resolve("projects/prune-llava"));
        assertEquals("From kept counts, no weight was read.", said());
        assertEquals(28 + 24, table().getItems().size());
    }

    private Path project(String name, LlavaFile shape) throws IOException {
        Path project = Files.createDirectories(home.resolve(name));
        Path model = Files.createDirectory(project.resolve("model"));
        LlavaFile.write(model.resolve("model.safetensors"), shape.tensors(), UnaryOperator.identity());
        Files.writeString(model.resolve("config.json"), shape.config());
        Files.writeString(
                project.resolve("project.json"),
                "{\"schema\":\"espalier.project/1\",\"name\":\"large\",\"kind\":\"prune\",\"description\":\"\","
                        + "\"model\":\"model\"}");
        return project;
    }

    @Test
    void aLargeModelIsCountedWhenTheUserSaysSo() throws IOException {
        Path project = project("large", new LlavaFile(8, 16, 1, 2048, 8192, 2, 40));
        show(project);
        assertTrue(byId("prune.magnitudes.count", Node.class).isVisible());
        assertEquals(ChartData.EMPTY, curves());
        assertFalse(Files.exists(project.resolve("magnitudes")));
        press("prune.magnitudes.count");
        settle();
        assertFalse(byId("prune.magnitudes.count", Node.class).isVisible());
        assertEquals(14, table().getItems().size());
        assertTrue(says("100 %"), "a file of holes is all zeros");
        try (Stream<Path> kept = Files.list(project.resolve("magnitudes"))) {
            assertEquals(1, kept.count());
        }
    }

    @Test
    void countingStopsAndLeavesNothing() throws IOException {
        Path project = project("huge", LlavaFile.SEVEN_BILLION);
        show(project);
        press("prune.magnitudes.count");
        until(() -> session.tasks().shown().getFirst().fractionProperty().get() > 0);
        press("prune.magnitudes.stop");
        settle();
        assertFalse(Files.exists(project.resolve("magnitudes")));
        assertTrue(byId("prune.magnitudes.count", Node.class).isVisible(), "it can be started again");
        assertFalse(byId("prune.magnitudes.stop", Node.class).isVisible());
    }
}
