package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.format.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrunePackCommandTest {

    private static final String SAMPLE = "assets/llava-easy-vqa";

    @TempDir
    Path folder;

    @Test
    void saysOfEachLayerWhichFormItGotAndWhy() throws IOException {
        Path file = folder.resolve("sample.packed");
        TerminalTest.Said said =
                TerminalTest.say("prune", "pack", SAMPLE, "--out", file.toString(), "--json", "--quiet");
        assertEquals(0, said.code(), said.err());
        JsonNode report = Json.mapper().readTree(said.out());
        assertEquals("espalier.pack/1", report.path("schema").asText());
        assertEquals(Files.size(file), report.path("bytes").asLong());
        assertEquals(28, report.path("layers").size());
        assertEquals("dense", report.path("layers").path(0).path("form").asText());
        assertTrue(report.path("layers").path(0).path("reason").asText().contains("do not pay"));

        TerminalTest.Said again = TerminalTest.say("prune", "pack", SAMPLE, "--out", file.toString(), "--quiet");
        assertEquals(3, again.code());
        assertTrue(again.err().contains("already exists"), again.err());
        TerminalTest.Said bytes =
                TerminalTest.say("prune", "pack", SAMPLE, "--out", file.toString(), "--int8", "--force", "--quiet");
        assertEquals(0, bytes.code(), bytes.err());
        assertTrue(bytes.out().contains("x smaller"), bytes.out());
    }

    @Test
    void refusesWhatIsNoCheckpoint() {
        TerminalTest.Said said = TerminalTest.say(
                "prune",
                "pack",
                folder.toString(),
                "--out",
                folder.resolve("x.packed").toString());
        assertEquals(3, said.code());
        assertTrue(said.err().startsWith("espalier: "), said.err());
    }
}
