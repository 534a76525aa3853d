package org.espalier.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ChildProcess PROGRAM =
            new ChildProcess("test.program", "Install it.", "Wait.", ChildProcess.Ending.KILL);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    private static List<String> lines(String script) {
        List<String> lines = new ArrayList<>();
        PROGRAM.run(shell(script), LONG, lines::add, TaskContext.NONE);
        return lines;
    }

    /// Cancelled as soon as the program has written the file.
    private record Once(Path file) implements QuietListener {

        @Override
        public boolean cancelled() {
            return Files.exists(file);
        }
    }

    @Test
    void linesOfBothOutputsComeInOrderWithTheirIndentation() {
        assertEquals(
                List.of("one", "   | ^", "50 %", "100 %"),
                lines("echo one; echo '   | ^  ' >&2; echo; printf '50 %%\\r100 %%'"));
    }

    @Test
    void theExitCodeIsTheProgramsOwn() {
        assertEquals(7, PROGRAM.run(shell("exit 7"), LONG, _ -> {}, TaskContext.NONE));
    }

    @Test
    void aProgramRunsInTheFolderItIsGiven() throws IOException {
        Path within = Files.createDirectories(folder.resolve("a folder"));
        List<String> lines = new ArrayList<>();
        PROGRAM.run(List.of("pwd", "-P"), within, LONG, lines::add, TaskContext.NONE);
        assertEquals(List.of(within.toRealPath().toString()), lines);
    }

    @Test
    void aProgramThatCannotBeStartedIsNamedWithWhatToDo() {
        WorkbenchException e = assertThrows(
                WorkbenchException.class,
                () -> PROGRAM.run(List.of("no-such-program"), LONG, _ -> {}, TaskContext.NONE));
        assertEquals("test.program.start", e.code());
        assertTrue(e.getMessage().contains("no-such-program"), e.getMessage());
        assertEquals("Install it.", e.remedy());
    }

    @Test
    void aProgramThatFallsSilentIsStopped() {
        WorkbenchException e = assertThrows(
                WorkbenchException.class,
                () -> PROGRAM.run(shell("echo begun; sleep 611"), Duration.ofSeconds(1), _ -> {}, TaskContext.NONE));
        assertEquals("test.program.hangs", e.code());
        assertEnded("sleep 611");
    }

    @Test
    void cancellingEndsTheProgramAndWhatItStarted() {
        Path begun = folder.resolve("begun");
        assertThrows(
                CancelledException.class,
                () -> PROGRAM.run(shell("sleep 612 & touch '" + begun + "'; wait"), LONG, _ -> {}, new Once(begun)));
        assertEnded("sleep 612");
    }

    @Test
    void waitingTellsTheExitCodeOfAProgramThatWritesElsewhere() throws IOException {
        Process process = new ProcessBuilder(shell("exit 3")).start();
        assertEquals(OptionalInt.of(3), ChildProcess.await(process, LONG, TaskContext.NONE));
    }

    @Test
    void waitingEndsAtItsLimitAndWhenTheUserCancels() throws IOException {
        Process slow = new ProcessBuilder(shell("sleep 614 & wait")).start();
        assertEquals(OptionalInt.empty(), ChildProcess.await(slow, Duration.ofMillis(200), TaskContext.NONE));
        assertEnded("sleep 614");
        Path begun = folder.resolve("begun");
        Process cancelled = new ProcessBuilder(shell("sleep 615 & touch '" + begun + "'; wait")).start();
        assertThrows(CancelledException.class, () -> ChildProcess.await(cancelled, LONG, new Once(begun)));
        assertEnded("sleep 615");
    }

    /// A process that lost its parent is nobody's descendant: all of the machine's are looked at.
    private static void assertEnded(String command) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(command))
                .forEach(process ->
                        process.onExit().orTimeout(1, TimeUnit.MINUTES).join());
    }
}
