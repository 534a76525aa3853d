package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.control.TableView;
import javafx.scene.control.TreeTableView;
import javafx.scene.input.KeyCode;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.session.PageId;
import org.espalier.ui.shell.EventWatch;
import org.espalier.ui.text.Numbers;
import org.espalier.workbench.bench.LargeProject;
import org.espalier.workbench.bench.LlavaFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A checkpoint of seven billion weights, a file of holes, and a search of five hundred candidates are open: everything
/// is there, and no step's work is done on the event thread. How long events waited is told, with what held the thread.
class FluidTest extends WindowTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aLargeModelAndALongSearchAreShownWithoutWorkOnTheEventThread(TestReporter reporter)
            throws IOException, InterruptedException {
        Path project = LargeProject.write(folder, 0);
        shell.rehearse().join();
        Watchdog watchdog = watch();
        watchdog.at("opening the project");
        open(project);
        TreeTableView<?> tree = byId("models.tree", TreeTableView.class);
        long weights = LlavaFile.SEVEN_BILLION.tensors().values().stream()
                .mapToLong(shape -> java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                .sum();
        assertTrue(says(Numbers.shortCount(weights) + " weights"), "all tensors are counted");
        watchdog.at("expanding the tree");
        interact(() -> tree.getRoot().getChildren().forEach(part -> part.setExpanded(true)));
        interact(() -> tree.scrollTo(tree.getExpandedItemCount() - 1));

        watchdog.at("Prune");
        go(PageId.PRUNE);
        watchdog.at("Prune, Search");
        tab("Search");
        assertEquals(
                LargeProject.CANDIDATES,
                byId("prune.search.dots", ChartBox.class)
                        .dataProperty()
                        .get()
                        .series()
                        .getFirst()
                        .points()
                        .size());
        watchdog.at("Prune, Policies");
        tab("Policies");
        DrawnBox policies = byId("prune.policies", DrawnBox.class);
        assertEquals(
                LargeProject.CANDIDATES, policies.drawingProperty().get().rows().size());
        watchdog.at("selecting a policy");
        select(policies, 7);
        for (String tab : new String[] {"Sensitivity", "Front", "Projector"}) {
            watchdog.at("Prune, " + tab);
            tab(tab);
        }

        watchdog.at("Runs");
        go(PageId.RUNS);
        assertEquals(1, byId("runs.table", TableView.class).getItems().size());
        watchdog.at("Runs, Events");
        tab("Events");
        watchdog.at("searching");
        press(KeyCode.CONTROL, KeyCode.P).release(KeyCode.P, KeyCode.CONTROL);
        settle();
        write("layers.31.mlp");
        settle();
        type(KeyCode.ESCAPE);
        for (int round = 1; round <= 2; round++) {
            for (PageId page : PageId.values()) {
                watchdog.at(page.title() + ", visit " + round);
                go(page);
            }
        }
        watchdog.close();
        Path told = Path.of("target/pauses.txt");
        Files.writeString(
                told, watchdog.pauses().stream().map(EventWatch.Pause::toString).collect(Collectors.joining("\n\n")));
        reporter.publishEntry(
                "longest wait",
                watchdog.pauses().isEmpty()
                        ? watchdog.longestMillis() + " ms"
                        : watchdog.pauses().getFirst().toString());
        assertEquals(Set.of(), watchdog.found(), "work of a step on the event thread");
    }
}
