package org.espalier.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

    @AfterEach
    void forget() {
        System.clearProperty(Programs.PROPERTY);
    }

    @Test
    void aNamedFolderComesBeforeThePath(@TempDir Path folder) throws IOException {
        assertEquals("sh", Programs.command("sh"), "the system looks it up");
        Path own = Files.writeString(folder.resolve("sh"), "#!/bin/sh\n");
        assertTrue(own.toFile().setExecutable(true));
        System.setProperty(Programs.PROPERTY, "/nowhere:" + folder);
        assertEquals(own.toString(), Programs.command("sh"));
        assertEquals(own, Programs.find("sh").orElseThrow());
        assertEquals(List.of(own.toString(), "-c", "true"), Programs.command(List.of("sh", "-c", "true")));
    }

    @Test
    void whatIsNowhereIsNotFound() {
        assertTrue(Programs.find("no-such-program-anywhere").isEmpty());
        assertEquals("no-such-program-anywhere", Programs.command("no-such-program-anywhere"));
    }
}
