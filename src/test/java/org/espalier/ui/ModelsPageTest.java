package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableView;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.format.Json;
import org.espalier.model.Component;
import org.espalier.task.TaskContext;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.HeatMap;
import org.espalier.ui.session.PageId;
import org.espalier.workbench.bench.LlavaFile;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.step.ModelTensorStep;
import org.espalier.workbench.step.PruneApplyStep;
import org.junit.jupiter.api.Test;

/// The Models page: any tensor as numbers and maps, an answer as it comes, two models side by side.
class ModelsPageTest extends FreshHome {

    private static final Path MODEL = Installation.assets().resolve("llava-easy-vqa");

    private void select(String tensor) {
        interact(() -> session.wantedTensorProperty().set(tensor));
        go(PageId.RUNS);
        go(PageId.MODELS);
    }

    private HeatMap map(String id) {
        return (HeatMap) byId(id, DrawnBox.class).drawingProperty().get();
    }

    @Test
    void everyTensorHasItsHistogramAndMapsWhateverItsShape() {
        open(home.resolve("projects/prune-llava"));
        for (String tensor : List.of(
                "language_model.model.layers.2.self_attn.q_proj.weight",
                "language_model.model.norm.weight",
                "vision_tower.vision_model.embeddings.patch_embedding.weight",
                "multi_modal_projector.linear_1.bias")) {
            select(tensor);
            assertTrue(says(tensor));
            ModelTensorStep.Result exact =
                    new ModelTensorStep().run(new ModelTensorStep.Parameters(MODEL, tensor, 64, 96), TaskContext.NONE);
            assertEquals(exact.map(), map("models.map").values(), tensor);
            assertEquals(exact.mapZeros(), map("models.map.zeros").values(), tensor);
            double counted =
                    byId("models.histogram", ChartBox.class).dataProperty().get().series().getFirst().points().stream()
                            .mapToDouble(point -> point.y())
                            .sum();
            assertEquals(exact.elements(), (long) counted, tensor + ": every element is in a bin");
        }
        picture("models-bias");
    }

    @Test
    void theHeadingsOfTheMapsAreWhole() {
        open(home.resolve("projects/prune-llava"));
        settle();
        List<String> cut = lookup(".figure-words .label").<Label>queryAll().stream()
                .filter(label -> label.isVisible()
                        && label.lookup(".text") instanceof javafx.scene.text.Text text
                        && !text.getText().equals(label.getText()))
                .map(Label::getText)
                .toList();
        assertEquals(List.of(), cut);
        picture("models-maps");
    }

    @Test
    void anAnswerIsReadWordByWordWhileItComesAndCanBeStopped() throws IOException {
        Path project = project("endless", home.resolve("endless"));
        endless(home.resolve("endless/model"));
        open(project);
        assertTrue(says("Drop a picture here or click"), "without a picture there are words");
        assertTrue(
                byId("models.ask.picture", Node.class)
                                .lookup(".text")
                                .getBoundsInParent()
                                .getMaxY()
                        < 140,
                "inside their box");
        List<String> seen = new ArrayList<>();
        interact(() -> byId("models.ask.answer", Label.class).textProperty().addListener((_, _, now) -> {
            if (!session.tasks().active().isEmpty()) {
                seen.add(now);
            }
        }));
        interact(() -> byId("models.ask.question", javafx.scene.control.TextField.class)
                .setText("what color is the shape?"));
        press("models.ask.go");
        settle();
        List<String> words = seen.stream().filter(text -> !text.isEmpty()).toList();
        assertTrue(words.size() > 10, "so many pieces: " + words.size());
        for (int i = 1; i < words.size() - 1; i++) {
            assertTrue(words.get(i).startsWith(words.get(i - 1)), words.get(i) + " goes on from " + words.get(i - 1));
        }
        assertTrue(says("tokens per second (measured)"));
        picture("models-answer");

        seen.clear();
        press("models.ask.go");
        until(() -> seen.stream().anyMatch(text -> !text.isEmpty())
                || session.tasks().idle());
        if (byId("models.ask.stop", Node.class).isVisible()) {
            press("models.ask.stop");
        }
        settle();
        assertTrue(byId("models.ask.go", Node.class).isVisible(), "it can be asked again");
    }

    /// The sample's weights, but the token that ends an answer never is the likeliest.
    private static void endless(Path model) throws IOException {
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode head = Json.mapper()
                .readTree(new String(bytes, 8, header, java.nio.charset.StandardCharsets.UTF_8))
                .path("language_model.lm_head.weight");
        int width = 2 * head.path("shape").path(1).asInt();
        int end = 3;
        int from = 8 + header + head.path("data_offsets").path(0).asInt() + end * width;
        java.util.Arrays.fill(bytes, from, from + width, (byte) 0);
        Files.write(weights, bytes);
    }

    private Path project(String name, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("model"));
        Files.writeString(
                folder.resolve("project.json"),
                "{\"schema\":\"espalier.project/1\",\"name\":\"" + name
                        + "\",\"kind\":\"prune\",\"description\":\"\",\"model\":\"model\"}");
        return folder;
    }

    /// Half of the sample's language model pruned by magnitude.
    private Path prune(Pattern pattern) {
        Path pruned = home.resolve("pruned-" + pattern.word().replace(':', '-'));
        new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                MODEL,
                                pruned,
                                false,
                                Criterion.parse("magnitude"),
                                pattern,
                                TieRule.EXACT,
                                pattern.grouped() ? null : 0.5,
                                null,
                                null,
                                null,
                                1,
                                EnumSet.of(Component.LANGUAGE_MODEL),
                                0),
                        TaskContext.NONE);
        return pruned;
    }

    @Test
    void zerosInAnOrderAreNamedByTheirPattern() throws IOException {
        String tensor = "language_model.model.layers.0.mlp.up_proj.weight";
        for (Pattern pattern : List.of(Pattern.TWO_OF_FOUR, Pattern.FOUR_OF_EIGHT, Pattern.UNSTRUCTURED)) {
            Path pruned = prune(pattern);
            Path project = Files.createDirectories(home.resolve("of-" + pruned.getFileName()));
            Files.writeString(
                    project.resolve("project.json"),
                    "{\"schema\":\"espalier.project/1\",\"name\":\"zeros\",\"kind\":\"prune\",\"description\":\"\","
                            + "\"model\":\"../" + pruned.getFileName() + "\"}");
            open(project);
            select(tensor);
            assertTrue(says("50 % ("), pattern.word());
            for (String word : List.of("2:4", "4:8")) {
                assertEquals(word.equals(pattern.word()), says(word), pattern.word());
            }
            if (pattern == Pattern.TWO_OF_FOUR) {
                picture("models-pattern");
            }
        }
    }

    @Test
    void twoModelsStandSideBySideLayerByLayerAndMapByMap() {
        Path pruned = prune(Pattern.UNSTRUCTURED);
        interact(() -> session.comparedProperty().set(pruned));
        open(home.resolve("projects/prune-llava"));
        settle();
        assertTrue(says("28 of "), "so many layers differ");
        TableView<?> table = byId("models.compare.table", TableView.class);
        assertTrue(table.getSelectionModel().getSelectedIndex() >= 0, "the layer that changed most is shown first");
        assertEquals(
                map("models.compare.here").full(), map("models.compare.there").full(), "one scale for both");
        picture("models-pair");

        press("models.compare.map.zeros");
        select("language_model.model.layers.1.self_attn.k_proj.weight");
        assertTrue(says("block 1 self_attn.k_proj"));
        assertEquals(0, mean(map("models.compare.here")), 0.01);
        assertEquals(0.5, mean(map("models.compare.there")), 0.01);
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        picture("models-pair-zeros");

        press("models.compare.end");
        assertTrue(says("Histogram"));
    }

    private static double mean(HeatMap map) {
        return map.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void tenThousandTensorsAreCollapsedBlocksThatOpenAndScrollWithoutWorkOnTheEventThread() throws IOException {
        LlavaFile shape = new LlavaFile(8, 16, 100, 12, 20, 990, 30);
        Path project = project("many", home.resolve("many"));
        LlavaFile.write(project.resolve("model/model.safetensors"), shape.tensors(), UnaryOperator.identity());
        Files.writeString(project.resolve("model/config.json"), shape.config());
        assertTrue(shape.tensors().size() > 10_000);
        try (Watchdog watchdog = watch()) {
            open(project);
            TreeTableView<?> tree = byId("models.tree", TreeTableView.class);
            assertEquals(shape.tensors().size(), leaves(tree.getRoot()));
            assertTrue(tree.getExpandedItemCount() < 1_200, "blocks are collapsed");
            interact(() -> expand(tree.getRoot()));
            assertTrue(tree.getExpandedItemCount() > 10_000);
            interact(() -> tree.scrollTo(tree.getExpandedItemCount() - 1));
            settle();
            select("language_model.model.layers.989.mlp.up_proj.weight");
            assertTrue(says("language_model.model.layers.989.mlp.up_proj.weight"));
            assertTrue(Objects.requireNonNull(tree.getSelectionModel().getSelectedItem())
                    .isLeaf());
            picture("models-many");
            assertEquals(Set.of(), watchdog.found());
        }
    }

    private static int leaves(TreeItem<?> item) {
        return item.isLeaf()
                ? 1
                : item.getChildren().stream().mapToInt(ModelsPageTest::leaves).sum();
    }

    private static void expand(TreeItem<?> item) {
        item.setExpanded(true);
        item.getChildren().forEach(ModelsPageTest::expand);
    }
}
