package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import javafx.scene.control.TableView;
import javafx.scene.control.TreeTableView;
import javafx.scene.input.KeyCode;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.session.PageId;
import org.espalier.ui.text.Numbers;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.LlavaFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A checkpoint of seven billion weights, a file of holes, and a search of five hundred candidates are open: everything
/// is there, and no step's work is done on the event thread. How long an event waited at most is told.
class FluidTest extends WindowTest {

    private static final int CANDIDATES = 500;

    private record Searched(Path model) {}

    private record Nothing(String schema) {}

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aLargeModelAndALongSearchAreShownWithoutWorkOnTheEventThread(TestReporter reporter) throws IOException {
        Path project = project();
        Watchdog watchdog = watch();
        open(project);
        TreeTableView<?> tree = byId("models.tree", TreeTableView.class);
        long weights = LlavaFile.SEVEN_BILLION.tensors().values().stream()
                .mapToLong(shape -> java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                .sum();
        assertTrue(says(Numbers.shortCount(weights) + " weights"), "all tensors are counted");
        interact(() -> tree.getRoot().getChildren().forEach(part -> part.setExpanded(true)));
        interact(() -> tree.scrollTo(tree.getExpandedItemCount() - 1));
        reporter.publishEntry("models, longest wait ms", String.valueOf(watchdog.longestMillis()));

        go(PageId.PRUNE);
        tab("Search");
        assertEquals(
                CANDIDATES,
                byId("prune.search.dots", ChartBox.class)
                        .dataProperty()
                        .get()
                        .series()
                        .getFirst()
                        .points()
                        .size());
        tab("Policies");
        DrawnBox policies = byId("prune.policies", DrawnBox.class);
        assertEquals(CANDIDATES, policies.drawingProperty().get().rows().size());
        interact(() -> policies.selectedProperty().set(7));
        reporter.publishEntry("prune, longest wait ms", String.valueOf(watchdog.longestMillis()));

        go(PageId.RUNS);
        assertEquals(1, byId("runs.table", TableView.class).getItems().size());
        tab("Events");
        press(KeyCode.CONTROL, KeyCode.P).release(KeyCode.P, KeyCode.CONTROL);
        settle();
        write("layers.31.mlp");
        settle();
        type(KeyCode.ESCAPE);
        watchdog.close();
        reporter.publishEntry("whole journey, longest wait ms", String.valueOf(watchdog.longestMillis()));
        assertEquals(Set.of(), watchdog.found(), "work of a step on the event thread");
    }

    private Path project() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), LlavaFile.SEVEN_BILLION.config());
        LlavaFile.write(
                model.resolve("model.safetensors"), LlavaFile.SEVEN_BILLION.tensors(), UnaryOperator.identity());
        Files.writeString(project.resolve("project.json"), """
                {"schema": "espalier.project/1", "name": "Seven billion", "kind": "prune",
                 "description": "", "model": "../model"}
                """);
        RunStore.in(project.resolve("runs"))
                .start(
                        "prune search",
                        new Searched(model),
                        List.of("prune", "search", model.toString()),
                        List.of(),
                        TaskContext.NONE)
                .record(FluidTest::search);
        return project;
    }

    /// Events as a search of 64 parts writes them.
    private static Nothing search(TaskContext context) {
        Random random = new Random(0);
        for (int i = 0; i < CANDIDATES; i++) {
            Map<String, Double> ratios = new LinkedHashMap<>();
            for (int block = 0; block < 32; block++) {
                ratios.put("language_model.layers." + block + ".self_attn", random.nextDouble());
                ratios.put("language_model.layers." + block + ".mlp", random.nextDouble());
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("generation", i / 20);
            fields.put("id", "%016x".formatted(random.nextLong()));
            fields.put("objective", 1 + random.nextDouble());
            fields.put("ratios", ratios);
            context.emit(new TaskEvent("candidate", fields));
            if (i % 20 == 19) {
                context.emit(new TaskEvent(
                        "generation",
                        Map.of(
                                "generation",
                                i / 20,
                                "scored",
                                i,
                                "objective",
                                1.0,
                                "mean",
                                1.5,
                                "loss",
                                0.9,
                                "heldOut",
                                1.1,
                                "gap",
                                0.2)));
            }
        }
        return new Nothing("espalier.prune-search/1");
    }
}
