package org.espalier.workbench.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {

    record Parameters(String model, double sparsity, long seed) {}

    record Result(String schema, double accuracy) {}

    record Lacking(double sparsity) {}

    @TempDir
    private Path folder;

    private Recording start() {
        return RunStore.in(folder.resolve("runs"))
                .start(
                        "prune apply",
                        new Parameters("m", 0.5, 7),
                        List.of("prune", "apply", "m", "--sparsity", "0.5"),
                        List.of(),
                        TaskContext.NONE);
    }

    @Test
    void aFinishedRunKeepsItsRequestItsEventsAndItsResult() {
        Recording recording = start();
        recording.record(context -> {
            context.stage("Pruning block 1 of 4");
            context.emit(new TaskEvent("layer", Map.of("name", "q_proj")));
            return new Result("test/1", 91.5);
        });

        Run run = RunStore.in(folder.resolve("runs")).list().getFirst();
        assertEquals("0001-prune-apply", run.id());
        assertEquals(RunStatus.DONE, run.status());
        assertEquals(0.5, run.record().parameters().path("sparsity").asDouble());
        assertEquals(
                List.of("prune", "apply", "m", "--sparsity", "0.5"),
                run.record().command());
        assertEquals(91.5, run.result().orElseThrow().path("accuracy").asDouble());
        assertEquals(2, run.events().size());
        assertEquals("q_proj", run.events().getLast().path("name").asText());
    }

    @Test
    void theResultHasTheSameBytesForTheSameRequest() throws IOException {
        Recording first = start();
        first.record(_ -> new Result("test/1", 1));
        Recording second = start();
        second.record(_ -> new Result("test/1", 1));
        assertEquals("0002-prune-apply", second.run().id());
        for (String name : List.of("run.json", "result.json")) {
            assertEquals(
                    Files.readString(first.run().folder().resolve(name)),
                    Files.readString(second.run().folder().resolve(name)));
        }
    }

    @Test
    void aRunThatItsStepRecordsItselfComesAfterTheLastThoughEarlierOnesAreGone() throws IOException {
        RunStore store = RunStore.in(folder.resolve("runs"));
        assertEquals("0001-nas-search", name(store.free("nas search")));
        Path first = start().run().folder();
        start();
        Files.move(first, folder.resolve("elsewhere"));
        Path free = store.free("nas search");
        assertEquals("0003-nas-search", name(free));
        assertFalse(Files.exists(free), "the step makes it");
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    @Test
    void aCancelledRunSaysSoAndHasNoResult() {
        Recording recording = start();
        assertThrows(
                CancelledException.class,
                () -> recording.record(_ -> {
                    throw new CancelledException();
                }));
        assertEquals(RunStatus.CANCELLED, recording.run().status());
        assertTrue(recording.run().result().isEmpty());
    }

    @Test
    void aFailedRunKeepsTheMessageAndTheRemedy() {
        Recording recording = start();
        assertThrows(
                WorkbenchException.class,
                () -> recording.record(_ -> {
                    throw WorkbenchException.input("x.y", "the file is cut short", "Copy it again.");
                }));
        assertEquals(RunStatus.FAILED, recording.run().status());
        assertEquals(
                "Copy it again.",
                recording.run().end().orElseThrow().path("error").path("remedy").asText());
    }

    @Test
    void aKilledRunIsUnfinishedAndItsCutEventLineIsLeftOut() throws IOException {
        Recording recording = start();
        recording.stage("one");
        Path events = recording.run().folder().resolve("events.jsonl");
        Files.writeString(events, Files.readString(events) + "{\"event\":\"sta");
        assertEquals(RunStatus.UNFINISHED, recording.run().status());
        assertEquals(1, recording.run().events().size());
    }

    @Test
    void anEventLineCutWithinALetterIsLeftOutAndTheRunGoesOn() throws IOException {
        Path out = folder.resolve("run");
        RunRequest request = new RunRequest("prune search", new Parameters("m", 0.5, 7), List.of(), List.of());
        assertThrows(
                CancelledException.class,
                () -> RunFolder.start(out, false, request, TaskContext.NONE).record(context -> {
                    context.emit(new TaskEvent("layer", Map.of("name", "q")));
                    throw new CancelledException();
                }));
        byte[] half = "{\"event\":\"layer\",\"name\":\"Straße".getBytes(StandardCharsets.UTF_8);
        Files.write(out.resolve(Run.EVENTS), Arrays.copyOf(half, half.length - 2), StandardOpenOption.APPEND);
        assertEquals(1, Run.open(out).events().size());
        RunFolder.resume(out, "prune search", TaskContext.NONE).record(context -> {
            context.emit(new TaskEvent("layer", Map.of("name", "k")));
            return new Result("test/1", 1);
        });
        assertEquals(
                List.of("layer", "resumed", "layer"),
                Run.open(out).events().stream()
                        .map(event -> event.path("event").asText())
                        .toList());
    }

    @Test
    void aFolderBehindALinkHasTheFingerprintOfWhatIsInIt() throws IOException {
        Path real = Files.createDirectories(folder.resolve("real"));
        Path parts = Files.createDirectories(folder.resolve("parts"));
        Files.writeString(real.resolve("a"), "1");
        Files.writeString(parts.resolve("b"), "1");
        Files.createSymbolicLink(real.resolve("train"), parts);
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Files.createSymbolicLink(real.resolve("nowhere"), folder.resolve("gone"));
        assertEquals(Fingerprint.of(real), Fingerprint.of(link));
        String before = Fingerprint.of(link);
        Files.writeString(real.resolve("a"), "2");
        String changed = Fingerprint.of(link);
        assertNotEquals(before, changed);
        Files.writeString(parts.resolve("b"), "2");
        assertNotEquals(changed, Fingerprint.of(link));
    }

    @Test
    void aLinkThatLeadsInACircleChangesNoFingerprint() throws IOException {
        Path real = Files.createDirectories(folder.resolve("real"));
        Files.writeString(real.resolve("a"), "1");
        String before = Fingerprint.of(real);
        Files.createSymbolicLink(real.resolve("self"), real);
        assertEquals(before, Fingerprint.of(real));
    }

    @Test
    void aFolderThatIsNoRunIsRefusedByName() {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Run.open(folder));
        assertTrue(e.getMessage().contains(folder.toString()));
        assertTrue(RunStore.in(folder.resolve("nothing")).list().isEmpty());
    }

    @Test
    void aChangedInputHasAnotherFingerprint() throws IOException {
        Path file = folder.resolve("weights.bin");
        Files.write(file, new byte[] {1, 2, 3});
        String before = Fingerprint.of(file);
        Files.write(file, new byte[] {1, 2, 4});
        assertFalse(before.equals(Fingerprint.of(file)));
        assertEquals(Fingerprint.of(folder), Fingerprint.of(folder));
    }

    @Test
    void whereTheEndCannotBeWrittenItIsTheFailureThatIsThrown() {
        for (RuntimeException failure : List.of(
                new CancelledException(),
                WorkbenchException.input("test.code", "what is wrong", "what to do"),
                new IllegalStateException("a defect"))) {
            Recording recording = start();
            RuntimeException thrown = assertThrows(
                    RuntimeException.class,
                    () -> recording.record(_ -> {
                        assertDoesNotThrow(() -> Files.createDirectories(
                                recording.run().folder().resolve(Run.END).resolve("in the way")));
                        throw failure;
                    }));
            assertSame(failure, thrown);
            assertEquals(failure instanceof CancelledException ? 0 : 1, thrown.getSuppressed().length);
        }
    }

    @Test
    void aRunWhoseEndIsBrokenHidesNoOther() throws IOException {
        start().record(_ -> new Result("test/1", 1));
        Recording broken = start();
        broken.record(_ -> new Result("test/1", 2));
        Files.writeString(broken.run().folder().resolve(Run.END), "{\"status\":");
        RunStore store = RunStore.in(folder.resolve("runs"));
        assertEquals(
                List.of("0001-prune-apply"), store.list().stream().map(Run::id).toList());
    }

    @Test
    void parametersThatLackWhatTheStepNeedsAreRefused() {
        Recording recording = RunStore.in(folder.resolve("runs"))
                .start("prune apply", new Lacking(0.5), List.of(), List.of(), TaskContext.NONE);
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> recording.run().record().parametersAs(Parameters.class));
        assertEquals("run.parameters", e.code());
        assertTrue(e.getMessage().contains("model"), e.getMessage());
    }

    @Test
    void aRunWhoseInputIsNoPathIsRefusedNotBroken() {
        RunRecord record = new RunRecord(
                RunRecord.SCHEMA,
                "nas train",
                JsonNodeFactory.instance.objectNode(),
                null,
                List.of(),
                Map.of("a\0b", "x"),
                "1",
                Map.of());
        Json.write(folder.resolve(Run.RECORD), record);
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> RunFolder.resume(folder, "nas train", TaskContext.NONE));
        assertEquals("run.input.path", e.code());
    }

    @Test
    void howARunFailedIsWrittenWhileNobodyElseCanGoOnWithIt() {
        Recording recording = start();
        List<String> tried = new ArrayList<>();
        RuntimeException failure = new RuntimeException() {
            @Override
            public String getMessage() {
                try {
                    RunLock.take(recording.run().folder()).close();
                    tried.add("taken");
                } catch (WorkbenchException e) {
                    tried.add(e.code());
                }
                return "told";
            }
        };
        assertThrows(
                RuntimeException.class,
                () -> recording.record(_ -> {
                    throw failure;
                }));
        assertEquals(List.of("run.busy"), tried);
        assertEquals(RunStatus.FAILED, recording.run().status());
    }
}
