package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NasTrainStepTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private NasTrainStep.Parameters data(String out) throws IOException {
        TwoColours.write(dir);
        return new NasTrainStep.Parameters(
                dir.resolve("space.json").toString(), dir.resolve("data"), dir.resolve(out), 2, 3, 1, false);
    }

    @Test
    void sameSeedGivesTheSameBytesAndNamesABrokenPicture() throws IOException {
        NasTrainStep.Parameters parameters = data("a");
        Files.writeString(dir.resolve("data/red/broken.png"), "no picture");
        NasTrainStep.Result result = new NasTrainStep().run(parameters, TaskContext.NONE);
        assertEquals(List.of("red/broken.png"), result.skipped());
        assertEquals(2, result.curve().size());
        new NasTrainStep().run(data("b"), TaskContext.NONE);
        for (String file : List.of("model.safetensors", "result.json", "config.json")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve("a").resolve(file)),
                    Files.readAllBytes(dir.resolve("b").resolve(file)),
                    file);
        }
    }

    @Test
    void refusesAClassWithoutAReadablePicture() throws IOException {
        NasTrainStep.Parameters parameters = data("c");
        Files.createDirectories(dir.resolve("data/green"));
        Files.writeString(dir.resolve("data/green/1.png"), "no picture");
        WorkbenchException refusal =
                assertThrows(WorkbenchException.class, () -> new NasTrainStep().run(parameters, TaskContext.NONE));
        assertEquals("train.class.empty", refusal.code());
    }

    private NasTrainStep.Parameters longer(NasTrainStep.Parameters p) {
        return new NasTrainStep.Parameters(p.space(), p.data(), p.out(), 12, p.seed(), p.threads(), p.force());
    }

    private void sameResult(String undisturbed, String resumed) throws IOException {
        for (String file : List.of("result.json", "model.safetensors", "subnet.json")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve(undisturbed).resolve(file)),
                    Files.readAllBytes(dir.resolve(resumed).resolve(file)),
                    file);
        }
        assertEquals(RunStatus.DONE, Run.open(dir.resolve(resumed)).status());
    }

    @Test
    void aCancelledRunGoesOnToTheBytesOfAnUndisturbedOne() throws IOException {
        new NasTrainStep().run(longer(data("whole")), TaskContext.NONE);
        NasTrainStep.Parameters stopped = longer(data("stopped"));
        StopAt eleventh = new StopAt((stage, done) -> stage.startsWith("Training 12") && done >= 11);
        assertThrows(CancelledException.class, () -> new NasTrainStep().run(stopped, eleventh));
        assertEquals(RunStatus.CANCELLED, Run.open(dir.resolve("stopped")).status());
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("stopped")), TaskContext.NONE);
        sameResult("whole", "stopped");
    }

    @Test
    void aKilledRunGoesOnToTheBytesOfAnUndisturbedOne() throws IOException, InterruptedException {
        NasTrainStep.Parameters p = longer(data("whole"));
        List<String> command = List.of(
                "nas",
                "train",
                p.space(),
                "--data",
                p.data().toString(),
                "--out",
                dir.resolve("killed").toString(),
                "--epochs",
                "12",
                "--seed",
                "3");
        ChildProgram.killWhen(line -> line.contains("90 %"), command);
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("killed")), TaskContext.NONE);
        new NasTrainStep().run(p, TaskContext.NONE);
        sameResult("whole", "killed");
    }

    @Test
    void refusesToMixTwoDataSetsInOneRun() throws IOException {
        NasTrainStep.Parameters stopped = data("changed");
        assertThrows(
                CancelledException.class,
                () -> new NasTrainStep().run(stopped, new StopAt((stage, _) -> stage.startsWith("Training"))));
        Files.delete(dir.resolve("data/red/1.png"));
        WorkbenchException refusal = assertThrows(
                WorkbenchException.class,
                () -> new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("changed")), TaskContext.NONE));
        assertEquals("run.input.changed", refusal.code());
    }
}
