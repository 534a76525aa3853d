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

class ProjectCommandsTest {

    @TempDir
    private Path folder;

    @Test
    void aNewProjectIsCheckedAndListsNoRuns() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        String project = folder.resolve("p").toString();
        assertEquals(
                0,
                TerminalTest.say("project", "new", project, "--model", model.toString())
                        .code());

        TerminalTest.Said said = TerminalTest.say("project", "check", project, "--json");
        assertEquals(0, said.code());
        JsonNode json = Json.mapper().readTree(said.out());
        assertEquals("espalier.project-check/1", json.path("schema").asText());
        assertEquals("prune", json.path("project").path("kind").asText());
        assertEquals(
                "no runs yet", TerminalTest.say("run", "list", project).out().strip());
    }

    @Test
    void aProjectWhoseModelIsGoneIsCheckedWithExitThree() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        String project = folder.resolve("p").toString();
        TerminalTest.say("project", "new", project, "--model", model.toString());
        Files.delete(model);
        TerminalTest.Said said = TerminalTest.say("project", "check", project);
        assertEquals(3, said.code());
        assertTrue(said.out().contains("missing model " + model + " is not there"), said.out());
    }

    @Test
    void anExistingProjectIsNotOverwritten() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        String project = folder.resolve("p").toString();
        TerminalTest.say("project", "new", project, "--model", model.toString());
        TerminalTest.Said said = TerminalTest.say("project", "new", project, "--model", model.toString());
        assertEquals(3, said.code());
        assertTrue(said.err().contains("already holds a project"));
    }

    @Test
    void aFolderWithoutAProjectIsAnInputError() {
        TerminalTest.Said said = TerminalTest.say("project", "show", folder.toString());
        assertEquals(3, said.code());
        assertTrue(said.err().contains("what to do: Open a folder that has one"));
    }
}
