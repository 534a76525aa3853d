package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.espalier.format.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @Test
    void aPrunedCheckpointIsARunThatCanBeDoneAgain() throws IOException {
        Path out = dir.resolve("half of it");
        TerminalTest.Said said = TerminalTest.say(
                "prune", "apply", "assets/llava-easy-vqa", "--out", out.toString(), "--sparsity", "0.5", "--json");
        assertEquals(0, said.code(), said.err());
        JsonNode record = Json.read(out.resolve("run.json"));
        assertEquals("prune apply", record.path("step").asText());
        assertEquals(0, record.path("seed").asLong(-1));
        assertEquals(0.5, record.at("/parameters/sparsity").asDouble());
        String model =
                Path.of("assets/llava-easy-vqa").toAbsolutePath().normalize().toString();
        assertEquals(model, record.at("/parameters/path").asText());
        assertTrue(record.path("inputs").has(model));
        JsonNode result = Json.read(out.resolve("result.json"));
        assertEquals("espalier.prune/1", result.path("schema").asText());
        assertFalse(result.has("seconds"), "two runs differ in their time");
        assertTrue(Json.read(out.resolve("end.json")).at("/varying/seconds").isNumber());
        TerminalTest.Said copy = TerminalTest.say("run", "copy-command", out.toString());
        assertEquals(0, copy.code(), copy.err());
        assertTrue(
                copy.out().strip().endsWith("prune apply " + word(model) + " --out '" + out + "-2' --sparsity 0.5"),
                copy.out());
        assertEquals(
                0, TerminalTest.say("run", "resume", out.toString(), "--json").code(), "a finished run");
    }

    /// A path as a shell takes it.
    private static String word(String path) {
        return path.contains(" ") ? "'" + path + "'" : path;
    }
}
