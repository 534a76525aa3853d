package org.espalier.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatAKilledWriterLeftGoesWhenTheFileIsWrittenAgain() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path file = folder.resolve("counts");
        AtomicFile.write(file, living -> {
            Files.writeString(living, "whole");
            String name = living.getFileName().toString();
            String others = name.replace("." + ProcessHandle.current().pid() + ".", "." + ended.pid() + ".");
            List<Path> left = List.of(folder.resolve(others), folder.resolve(others + AtomicFile.PART));
            for (Path half : left) {
                Files.writeString(half, "half");
            }
            AtomicFile.write(file, other -> {
                assertTrue(left.stream().noneMatch(Files::exists), name);
                assertTrue(Files.exists(living), "the file of a process that lives stays");
                Files.writeString(other, "first");
            });
            assertEquals("first", Files.readString(file));
        });
        assertEquals("whole", Files.readString(file));
        assertEquals(List.of("counts"), names());
    }

    @Test
    void whatAKilledWriterLeftIsWrittenOverWhereThereIsOneAtATime() throws IOException {
        Files.writeString(folder.resolve("weights" + AtomicFile.PART), "half, and longer than what comes");
        AtomicFile.writeInTurn(folder.resolve("weights"), part -> Files.writeString(part, "whole"));
        assertEquals("whole", Files.readString(folder.resolve("weights")));
        assertEquals(List.of("weights"), names());
    }

    @Test
    void aWriterThatFailsLeavesTheFileAsItWas() throws IOException {
        Path file = folder.resolve("file");
        AtomicFile.write(file, "old".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        WorkbenchException full = assertThrows(
                WorkbenchException.class,
                () -> AtomicFile.write(file, part -> {
                    Files.writeString(part, "half");
                    throw new IOException("No space left on device");
                }));
        assertTrue(full.getMessage().contains("No space left on device"), full.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("file"), names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
