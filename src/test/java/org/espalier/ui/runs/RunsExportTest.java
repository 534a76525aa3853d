package org.espalier.ui.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.espalier.task.TaskContext;
import org.espalier.ui.WindowTest;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.RunStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The runs shown, written as a table, a report and pictures, and what cannot be written said on the page.
class RunsExportTest extends WindowTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RunsController page;

    record Parameters(String model, long seed) {}

    record Result(double accuracy, String note) {}

    private void runs() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.copy(Path.of("projects/prune-llava/project.json"), project.resolve("project.json"));
        for (double accuracy : new double[] {96.42857142857143, 71}) {
            RunStore.in(project.resolve("runs"))
                    .start(
                            "model evaluate",
                            new Parameters("a | b", 7),
                            List.of("model", "evaluate", "a model"),
                            List.of(),
                            TaskContext.NONE)
                    .record(_ -> new Result(accuracy, "\"quoted\""));
        }
        interact(() -> {
            session.open(Project.open(project));
            page = new RunsController(session);
            Stage other = new Stage();
            other.setScene(new Scene(page.view(), 900, 600));
            session.appearance().dress(other.getScene());
            other.show();
            page.shown();
        });
        settle();
    }

    private String exported(String name) throws IOException {
        Path file = folder.resolve(name);
        interact(() -> page.export(file));
        settle();
        assertTrue(says("Written to " + name));
        return Files.readString(file);
    }

    @Test
    void aTableHasALineForEachRunAndAReportItsCommandToo() throws IOException {
        runs();
        List<String> csv = exported("runs.csv").lines().toList();
        assertEquals("\"Run\",\"Step\",\"Status\",\"Started\",\"Seed\",\"Result\"", csv.getFirst());
        assertEquals(3, csv.size());
        assertTrue(csv.get(2).startsWith("\"0001-model-evaluate\",\"model evaluate\",\"done\""), csv.get(2));
        assertTrue(csv.get(2).endsWith("\"7\",\"accuracy 96.4 %\""), csv.get(2));
        String report = exported("runs.md");
        assertTrue(report.startsWith("# Runs\n\n| Run | Step |"), report);
        assertTrue(report.contains("## 0002-model-evaluate\n\n    espalier model evaluate 'a model'\n"), report);
    }

    @Test
    void thePictureOfTheRunsIsWrittenAsItsEndingSays() throws IOException {
        runs();
        assertTrue(exported("runs.svg").contains("<svg"));
        Path png = folder.resolve("runs.png");
        interact(() -> page.export(png));
        settle();
        assertTrue(ImageIO.read(png.toFile()).getWidth() >= 400);
    }

    @Test
    void aPlaceThatCannotBeWrittenToIsNamedOnThePage() throws IOException {
        runs();
        Path file = Files.createFile(folder.resolve("file"));
        interact(() -> page.export(file.resolve("runs.csv")));
        settle();
        assertFalse(says("Written to"));
        assertTrue(says("runs.csv"), "the page says what could not be written");
    }
}
