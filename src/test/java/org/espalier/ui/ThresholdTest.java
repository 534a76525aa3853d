package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.ui.session.PageId;
import org.espalier.ui.text.Numbers;
import org.espalier.workbench.bench.LlavaFile;
import org.espalier.workbench.project.Installation;
import org.junit.jupiter.api.Test;

/// The Models page's threshold: a magnitude is typed or dragged and the share of weights read, and back.
class ThresholdTest extends FreshHome {

    private void show(Path project, String tensor) {
        open(project);
        go(PageId.MODELS);
        go(PageId.HOME);
        interact(() -> session.wantedTensorProperty().set(tensor));
        go(PageId.MODELS);
        settle();
    }

    private String said() {
        return byId("models.threshold.said", Label.class).getText();
    }

    private void type(String id, String text) {
        clickOn(byId(id, TextField.class));
        interact(() -> {
            byId(id, TextField.class).setText(text);
            byId(id, TextField.class).getOnAction().handle(new javafx.event.ActionEvent());
        });
    }

    private static long upTo(float[] sorted, float threshold) {
        int count = 0;
        while (count < sorted.length && sorted[count] <= threshold) {
            count++;
        }
        return count;
    }

    @Test
    void aThresholdTellsItsShareAndAShareItsThreshold() {
        float[] sorted;
        String tensor;
        try (Checkpoint checkpoint = Checkpoint.open(Installation.assets().resolve("llava-easy-vqa"))) {
            tensor = checkpoint.names().stream()
                    .filter(name -> name.endsWith("layers.1.mlp.down_proj.weight"))
                    .findFirst()
                    .orElseThrow();
            sorted = checkpoint.tensor(tensor).floats();
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = Math.abs(sorted[i]);
            }
            Arrays.sort(sorted);
        }
        show(home.resolve("projects/prune-llava"), tensor);
        String all = Numbers.count(sorted.length);

        type("models.threshold.value", "0.02");
        long pruned = upTo(sorted, 0.02f);
        assertTrue(said().contains("prunes " + Numbers.count(pruned) + " of " + all + " weights"), said());
        assertEquals(
                100.0 * pruned / sorted.length,
                Double.parseDouble(
                        byId("models.threshold.share", TextField.class).getText()),
                0.006);

        type("models.threshold.share", "50");
        float half = sorted[sorted.length / 2 - 1];
        assertTrue(said().startsWith("|weight| ≤ " + half + " prunes " + Numbers.count(upTo(sorted, half))), said());
        assertEquals(
                half,
                Float.parseFloat(byId("models.threshold.value", TextField.class).getText()));
        picture("models-threshold");

        interact(() -> byId("models.threshold.slider", Slider.class).setValue(0.01));
        assertTrue(said().contains("prunes " + Numbers.count(upTo(sorted, 0.01f)) + " of"), said());
        interact(() -> byId("models.threshold.share.slider", Slider.class).setValue(25));
        float quarter = sorted[sorted.length / 4 - 1];
        assertTrue(said().startsWith("|weight| ≤ " + quarter + " prunes "), said());

        type("models.threshold.value", "minus one");
        assertTrue(said().startsWith("Give a magnitude"), said());
        type("models.threshold.share", "101");
        assertTrue(said().startsWith("Give a share"), said());

        interact(() -> byId("models.threshold.model", ToggleButton.class).fire());
        settle();
        assertTrue(said().contains("of all layers that can be pruned"), said());
        assertFalse(said().contains(" of " + all + " "), said());
        assertTrue(said().contains("25.0"), "the share asked for stays: " + said());
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        assertTrue(Files.exists(home.resolve("projects/prune-llava/magnitudes")), "counts lie beside the project");
    }

    @Test
    void aTensorThatPruningLeavesAloneSaysSo() {
        String norm;
        try (Checkpoint checkpoint = Checkpoint.open(Installation.assets().resolve("llava-easy-vqa"))) {
            norm = checkpoint.names().stream()
                    .filter(name -> name.endsWith("model.norm.weight"))
                    .findFirst()
                    .orElseThrow();
        }
        show(home.resolve("projects/prune-llava"), norm);
        assertEquals("Pruning leaves this tensor alone.", said());
        assertFalse(byId("models.threshold.count", Node.class).isVisible());
    }

    @Test
    void aLargeModelSaysThatItIsNotCountedAndIsCountedWhenTheUserAsks() throws IOException {
        Path project = Files.createDirectories(home.resolve("large"));
        Path model = Files.createDirectory(project.resolve("model"));
        LlavaFile shape = new LlavaFile(8, 16, 1, 2048, 8192, 2, 40);
        LlavaFile.write(model.resolve("model.safetensors"), shape.tensors(), UnaryOperator.identity());
        Files.writeString(model.resolve("config.json"), shape.config());
        Files.writeString(
                project.resolve("project.json"),
                "{\"schema\":\"espalier.project/1\",\"name\":\"large\",\"kind\":\"prune\",\"description\":\"\","
                        + "\"model\":\"model\"}");
        open(project);
        go(PageId.MODELS);
        interact(() -> byId("models.threshold.model", ToggleButton.class).fire());
        settle();
        assertTrue(said().contains("have not been counted yet"), said());
        assertFalse(Files.exists(project.resolve("magnitudes")));
        press("models.threshold.count");
        settle();
        assertTrue(said().contains("100.000 %"), "a file of holes is all zeros: " + said());
        assertFalse(byId("models.threshold.count", Node.class).isVisible());
    }
}
