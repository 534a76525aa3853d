package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tables of memory on the page about MCUFormer are what the commands print.
class MemoryTablesTest {

    private static final Path PAGE = Path.of("src/site/markdown/mcuformer.md");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nas definitions",
                "nas largest",
                "nas largest mcuformer-t --patch 32 --rank 0.4",
                "nas largest mcuformer-t --patch 20 --rank 0.9"
            })
    void thePageHasTheTableThatItsCommandPrints(String command) throws IOException {
        String page = Files.readString(PAGE);
        assertTrue(page.contains("espalier " + command + "\n"), "the page names the command");
        List<String> lines = page.lines().toList();
        TerminalTest.Said said = TerminalTest.say((command + " --quiet").split(" "));
        assertEquals(0, said.code(), said.err());
        List<String> rows = said.out().lines().filter(line -> !line.isBlank()).toList();
        assertTrue(rows.size() > 3, said.out());
        for (String row : rows) {
            assertTrue(lines.contains(row), "the page has not the line " + row);
        }
    }

    @Test
    void aDefinitionSaysWhichTechniquesItKnowsAndWhatEachIsWorth() throws IOException {
        TerminalTest.Said said = TerminalTest.say("nas", "definitions", "deit-ti", "--json", "--quiet");
        JsonNode result = Json.mapper().readTree(said.out());
        assertEquals("espalier.nas-definitions/1", result.path("schema").asText());
        JsonNode net = result.path("nets").path(0);
        assertEquals("only", net.path("end").asText());
        JsonNode paper = net.path("definitions").path("paper");
        assertEquals(298_752, paper.path("all").asLong());
        assertEquals(298_752, paper.path("withoutIntegration").asLong());
        assertEquals(336_576, paper.path("none").asLong());
        assertEquals(1, paper.path("knows").size());
        JsonNode stages = net.path("definitions").path("stages");
        assertEquals(384_150, stages.path("withoutIntegration").asLong());
        assertEquals(335_616, stages.path("withoutDecomposition").asLong());
        assertEquals(336_576, stages.path("withoutOverwriting").asLong());
        JsonNode planned = net.path("definitions").path("planned");
        for (String without : List.of("withoutIntegration", "withoutDecomposition", "withoutOverwriting", "none")) {
            assertTrue(
                    planned.path("all").asLong() < planned.path(without).asLong(), without + " needs more: " + planned);
        }
    }
}
