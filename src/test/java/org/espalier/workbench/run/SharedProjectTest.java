package org.espalier.workbench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two windows on one project, and a clock that goes backwards.
class SharedProjectTest {

    record Parameters(int number) {}

    record Result(String schema, int number) {}

    @TempDir
    private Path folder;

    private Recording start(int number) {
        return RunStore.in(folder)
                .start("prune apply", new Parameters(number), List.of("prune", "apply"), List.of(), TaskContext.NONE);
    }

    @Test
    void runsThatTwoWindowsStartAtOnceEachHaveAFolderOfTheirOwn() throws Exception {
        int each = 20;
        CountDownLatch together = new CountDownLatch(1);
        List<String> ids = new ArrayList<>();
        try (ExecutorService windows = Executors.newFixedThreadPool(2)) {
            List<Future<List<String>>> made = new ArrayList<>();
            for (int window = 0; window < 2; window++) {
                int first = window * each;
                Callable<List<String>> work = () -> {
                    together.await();
                    List<String> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        Recording recording = start(first + i);
                        int number = first + i;
                        recording.record(_ -> new Result("test/1", number));
                        mine.add(recording.run().id());
                    }
                    return mine;
                };
                made.add(windows.submit(work));
            }
            together.countDown();
            for (Future<List<String>> one : made) {
                ids.addAll(one.get());
            }
        }
        assertEquals(2 * each, new HashSet<>(ids).size());
        List<Run> runs = RunStore.in(folder).list();
        assertEquals(2 * each, runs.size());
        for (Run run : runs) {
            int asked = run.record().parametersAs(Parameters.class).number();
            int made = Json.read(run.folder().resolve(Run.RESULT), Result.class).number();
            assertEquals(asked, made, "the result in a folder is that of its own request");
        }
    }

    @Test
    void aRunThatOneWindowWorksOnIsRefusedInTheOtherByTheNameOfItsHolder() {
        Recording working = start(1);
        WorkbenchException refusal = assertThrows(
                WorkbenchException.class,
                () -> RunFolder.resume(working.run().folder(), "prune apply", TaskContext.NONE));
        assertEquals("run.busy", refusal.code());
        assertTrue(
                refusal.getMessage()
                        .contains("process " + ProcessHandle.current().pid()),
                refusal.getMessage());
        working.record(_ -> new Result("test/1", 1));
        assertEquals(RunStatus.DONE, RunStore.in(folder).list().getFirst().status());
    }

    /// A clock that says one time after another.
    private static InstantSource saying(String... times) {
        Deque<Instant> left =
                new ArrayDeque<>(List.of(times).stream().map(Instant::parse).toList());
        return () -> left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    @Test
    void aClockSetBackByAYearDuringARunDoesNotMakeItEndBeforeItBegan() throws Exception {
        Recording first = start(1);
        Run run = first.run();
        first.record(_ -> new Result("test/1", 1));
        Files.delete(run.folder().resolve(Run.RESULT));
        InstantSource clock = saying("2030-06-01T12:00:00Z", "2029-06-01T12:00:00Z");
        new Recording(run, false, Duration.ZERO, clock, TaskContext.NONE).record(_ -> new Result("test/1", 1));
        var end = Json.read(run.folder().resolve(Run.END));
        Instant began = Instant.parse(end.path("start").asText());
        Instant ended = Instant.parse(end.path("end").asText());
        assertEquals(Instant.parse("2030-06-01T12:00:00Z"), began);
        assertTrue(!ended.isBefore(began) && ended.isBefore(began.plusSeconds(60)), end.toString());
    }

    @Test
    void runsMadeAfterTheClockWasSetBackStillComeAfterTheOthers() throws Exception {
        start(1).record(_ -> new Result("test/1", 1));
        Run early = RunStore.in(folder).list().getFirst();
        Path record = early.folder().resolve(Run.RECORD);
        Files.setLastModifiedTime(record, java.nio.file.attribute.FileTime.from(Instant.parse("2040-01-01T00:00:00Z")));
        start(2).record(_ -> new Result("test/1", 2));
        assertEquals(
                List.of(1, 2),
                RunStore.in(folder).list().stream()
                        .map(run -> run.record().parametersAs(Parameters.class).number())
                        .toList());
    }
}
