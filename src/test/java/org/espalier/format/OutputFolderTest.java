package org.espalier.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private Path target;

    @BeforeEach
    void oldResult() throws IOException {
        target = dir.resolve("result");
        Files.createDirectories(target);
        Files.writeString(target.resolve("file"), "old");
    }

    @Test
    void aReplacedResultLeavesNothingBehind() throws IOException {
        try (OutputFolder out = OutputFolder.create(target, true, List.of())) {
            Files.writeString(out.path().resolve("file"), "new");
            assertEquals("old", Files.readString(target.resolve("file")));
            out.commit();
        }
        assertEquals("new", Files.readString(target.resolve("file")));
        assertEquals(List.of("result"), names());
    }

    @Test
    void theUsersHomeAndWhatHoldsItAreNeverReplaced() throws IOException {
        String home = System.getProperty("user.home");
        Path own = Files.createDirectories(target.resolve("own"));
        Files.writeString(own.resolve("letter"), "dear");
        try {
            System.setProperty("user.home", own.toString());
            for (Path asked : List.of(own, target, dir)) {
                WorkbenchException e =
                        assertThrows(WorkbenchException.class, () -> OutputFolder.create(asked, true, List.of()));
                assertEquals("output.home", e.code());
                assertEquals(WorkbenchException.Fault.INPUT, e.fault());
            }
            OutputFolder.create(own.resolve("result"), true, List.of()).close();
        } finally {
            System.setProperty("user.home", home);
        }
        assertEquals("dear", Files.readString(own.resolve("letter")));
    }

    @Test
    void theFolderOneWorksInIsNotReplaced() {
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> OutputFolder.create(Path.of("."), true, List.of()));
        assertEquals("output.home", e.code());
        assertTrue(e.getMessage().startsWith(". "), e.getMessage());
    }

    @Test
    void aLinkToTheHomeFolderStandsForIt() throws IOException {
        String home = System.getProperty("user.home");
        Path own = Files.createDirectories(target.resolve("people/me"));
        Files.writeString(own.resolve("letter"), "dear");
        Path link = Files.createSymbolicLink(dir.resolve("link"), target);
        try {
            System.setProperty("user.home", own.toString());
            for (Path asked : List.of(link.resolve("people"), link.resolve("people/me"))) {
                WorkbenchException e =
                        assertThrows(WorkbenchException.class, () -> OutputFolder.create(asked, true, List.of()));
                assertEquals("output.home", e.code());
            }
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void whatAResultIsMadeOfIsNotReplacedByIt() throws IOException {
        Path model = Files.createDirectories(target.resolve("models/m"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), target);
        for (Path asked : List.of(target.resolve("models"), target, link, dir, link.resolve("models"))) {
            WorkbenchException e = assertThrows(
                    WorkbenchException.class,
                    () -> OutputFolder.create(asked, true, List.of(Path.of("pom.xml"), model)));
            assertEquals("output.input", e.code());
            assertTrue(e.getMessage().contains(model.toString()), e.getMessage());
        }
        OutputFolder.create(dir.resolve("models"), true, List.of(model)).close();
        OutputFolder.create(target.resolve("file"), true, List.of(model)).close();
        assertTrue(Files.isDirectory(model));
    }

    @Test
    void whatAModelsFolderLinksToIsSparedLikeTheHubsBlobs() throws IOException {
        Path blobs = Files.createDirectories(target.resolve("blobs"));
        Path blob = Files.writeString(blobs.resolve("0a1b"), "weights");
        Path snapshot = Files.createDirectories(target.resolve("snapshots/main"));
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs/0a1b"));
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> OutputFolder.create(blobs, true, List.of(snapshot)));
        assertEquals("output.input", e.code());
        assertEquals("weights", Files.readString(blob));
    }

    @Test
    void whatAKillLeftAsideIsPutBackInItsEmptyPlace() throws IOException {
        Files.move(target, dir.resolve(".result.replaced")); // Killed before the new one was moved.
        try (OutputFolder out = OutputFolder.create(target, true, List.of())) {
            assertEquals("old", Files.readString(target.resolve("file")));
            assertTrue(Files.exists(out.path()));
        }
        assertEquals(List.of("result"), names());
    }

    @Test
    void whatAKillLeftAsideGoesOnceTheNewOneIsThere() throws IOException {
        Path former = Files.createDirectories(dir.resolve(".result.replaced")); // Killed before it was removed.
        Files.writeString(former.resolve("file"), "older");
        try (OutputFolder out = OutputFolder.create(target, true, List.of())) {
            Files.writeString(out.path().resolve("file"), "new");
            out.commit();
        }
        assertEquals("new", Files.readString(target.resolve("file")));
        assertFalse(Files.exists(former));
    }

    @Test
    void whatAKilledProcessWasWritingGoesWhenTheResultIsMadeAgain() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        try (OutputFolder running = OutputFolder.create(target, true, List.of())) {
            String own = running.path().getFileName().toString();
            String pid = "." + ProcessHandle.current().pid() + ".";
            Path left = dir.resolve(own.replace(pid, "." + ended.pid() + "."));
            Files.writeString(Files.createDirectories(left).resolve("file"), "half");
            Path stranger = Files.createDirectories(dir.resolve(".result-of-mine"));
            try (OutputFolder again = OutputFolder.create(target, true, List.of())) {
                assertFalse(Files.exists(left), own);
                assertTrue(Files.exists(running.path()), "a folder of a process that lives stays");
                assertTrue(Files.exists(stranger));
                assertTrue(Files.exists(again.path()));
            }
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> children = Files.list(dir)) {
            return children.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
