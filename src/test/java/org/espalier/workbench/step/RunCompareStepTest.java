package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.espalier.workbench.run.RunStatus;
import org.espalier.workbench.run.Varying;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCompareStepTest {

    record Parameters(double sparsity, long seed) {}

    record Layer(String name, double got) {}

    record Result(
            String schema, List<Layer> layers, @Varying double seconds) {}

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private Path run(String name, double sparsity, double got) {
        Path folder = dir.resolve(name);
        RunRequest request = new RunRequest(
                "test step",
                new Parameters(sparsity, 7),
                List.of("test", "step", "--out", folder.toString(), "--sparsity", Double.toString(sparsity)),
                List.of());
        RunFolder.start(folder, false, request, TaskContext.NONE)
                .record(_ -> new Result("test/1", List.of(new Layer("q_proj", got)), System.nanoTime()));
        return folder;
    }

    @Test
    void parametersAndResultsStandSideBySide() {
        RunCompareStep.Result result = new RunCompareStep()
                .run(
                        new RunCompareStep.Parameters(run("first run", 0.5, 0.25), run("b", 0.75, 0.25)),
                        TaskContext.NONE);
        RunCompareStep.Row sparsity = result.parameters().getFirst();
        assertEquals("sparsity", sparsity.name());
        assertFalse(sparsity.same());
        assertEquals(0.25, sparsity.difference());
        assertTrue(result.parameters().getLast().same());
        assertEquals(
                List.of("schema", "layers.q_proj.name", "layers.q_proj.got"),
                result.result().stream().map(RunCompareStep.Row::name).toList());
        assertTrue(result.result().stream().allMatch(RunCompareStep.Row::same), "times are no part of a result");
    }

    @Test
    void numbersThatAreNoneToComputeWithAreComparedToo() throws IOException {
        Path a = run("a", 0.5, 0.25);
        Path b = run("b", 0.5, 0.25);
        Files.writeString(a.resolve("result.json"), "{\"huge\":1e999,\"more\":1e999,\"whole\":9007199254740993}");
        Files.writeString(b.resolve("result.json"), "{\"huge\":1e999,\"more\":1,\"whole\":9007199254740992}");
        RunCompareStep.Result result = new RunCompareStep().run(new RunCompareStep.Parameters(a, b), TaskContext.NONE);
        assertEquals(
                List.of(true, false, false),
                result.result().stream().map(RunCompareStep.Row::same).toList());
    }

    @Test
    void theSeedIsOnItsOwnAndTimesStandInTheEnd() {
        Path run = run("timed", 0.5, 0.25);
        assertEquals(7, Json.read(run.resolve("run.json")).path("seed").asLong());
        assertTrue(Json.read(run.resolve("end.json")).at("/varying/seconds").isNumber());
        assertFalse(Json.read(run.resolve("result.json")).has("seconds"));
    }

    @Test
    void theCopiedCommandWritesToAFreeNameAndQuotesIt() throws IOException {
        Path run = run("my run", 0.5, 0.25);
        RunCommandStep.Result copy = new RunCommandStep().run(new RunCommandStep.Parameters(run), TaskContext.NONE);
        assertEquals(dir.resolve("my run-2").toString(), copy.arguments().get(3));
        assertTrue(copy.command().contains("'" + dir.resolve("my run-2") + "' --sparsity 0.5"), copy.command());
        Files.createDirectory(dir.resolve("my run-2"));
        assertEquals(
                dir.resolve("my run-3").toString(),
                new RunCommandStep()
                        .run(new RunCommandStep.Parameters(run), TaskContext.NONE)
                        .arguments()
                        .get(3));
    }

    @Test
    void aRunThatFailsBeforeItMadeAnythingLeavesItsPlaceFree() {
        Path folder = dir.resolve("failed");
        RunRequest request = new RunRequest("test step", new Parameters(0, 0), List.of(), List.of());
        Recording recording = RunFolder.start(folder, false, request, TaskContext.NONE);
        assertThrows(
                WorkbenchException.class,
                () -> recording.record(_ -> {
                    throw WorkbenchException.input("x.y", "no such data", "Name some.");
                }));
        assertFalse(Files.exists(folder));
    }

    @Test
    void aRunInWorkIsNotResumedByAnother() {
        Path folder = dir.resolve("busy");
        RunRequest request = new RunRequest("test step", new Parameters(0, 0), List.of(), List.of());
        Recording recording = RunFolder.start(folder, false, request, TaskContext.NONE);
        WorkbenchException refusal =
                assertThrows(WorkbenchException.class, () -> RunFolder.resume(folder, "test step", TaskContext.NONE));
        assertEquals("run.busy", refusal.code());
        recording.record(_ -> new Result("test/1", List.of(), 0));
        assertEquals(RunStatus.DONE, Run.open(folder).status());
        assertEquals(
                "run.done",
                assertThrows(WorkbenchException.class, () -> RunFolder.resume(folder, "test step", TaskContext.NONE))
                        .code());
    }
}
