package org.espalier.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One holder at a time, in this process and in another.
class LockedFileTest {

    private static final int FREE = 10;
    private static final int TAKEN = 11;

    @TempDir
    private Path folder;

    /// The other process: tells by its exit code whether the file could be locked.
    public static void main(String[] arguments) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
            System.exit(channel.tryLock() == null ? TAKEN : FREE);
        }
    }

    private static int elsewhere(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockedFileTest.class.getName(),
                        file.toString())
                .inheritIO()
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private static LockedFile take(Path file) throws IOException {
        return LockedFile.take(file, holder -> WorkbenchException.input("test.busy", holder, "Wait."));
    }

    private static String refusal(Path file) {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> take(file));
        assertEquals("test.busy", e.code());
        return String.valueOf(e.getMessage());
    }

    @Test
    void whoIsRefusedInThisProcessLeavesTheLockToItsHolder() throws Exception {
        Path file = folder.resolve("lock");
        try (var _ = take(file)) {
            assertTrue(
                    refusal(file).contains("process " + ProcessHandle.current().pid()));
            assertEquals(TAKEN, elsewhere(file));
        }
        assertEquals(FREE, elsewhere(file));
    }

    @Test
    void aFolderUnderAnotherNameIsTheSame() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("run")));
        Path file = folder.resolve("run/lock");
        try (var _ = take(file)) {
            refusal(link.resolve("lock"));
            assertEquals(TAKEN, elsewhere(file));
        }
    }

    @Test
    void whatWasFreedIsTakenAgain() throws Exception {
        Path file = folder.resolve("lock");
        take(file).close();
        assertTrue(Files.exists(file));
        take(file).delete();
        assertFalse(Files.exists(file));
        take(file).close();
    }

    @Test
    void whoClosesTwiceTakesNothingFromTheNextHolder() throws Exception {
        Path file = folder.resolve("lock");
        LockedFile first = take(file);
        first.close();
        try (var _ = take(file)) {
            first.delete();
            refusal(file);
            assertEquals(TAKEN, elsewhere(file));
        }
    }

    @Test
    void whatCouldNotBeOpenedIsNotHeld() throws Exception {
        Path file = folder.resolve("lock");
        Files.createDirectory(file);
        assertThrows(IOException.class, () -> take(file));
        Files.delete(file);
        take(file).close();
    }
}
