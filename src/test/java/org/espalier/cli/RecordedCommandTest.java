package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.format.Json;
import org.espalier.model.Component;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunRequest;
import org.espalier.workbench.run.RunStatus;
import org.espalier.workbench.step.PruneApplyStep;
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

    /// A kill between the two leaves no result without its record.
    @Test
    void theRecordLiesBesideTheResultBeforeBothAreInTheirPlace() {
        Path place = dir.resolve("place");
        List<String> staged = new ArrayList<>();
        TaskContext listener = new LookingContext(folder -> {
            assertFalse(Files.exists(place));
            for (String name : List.of("run.json", "events.jsonl", "result.json", "end.json")) {
                assertTrue(Files.exists(folder.resolve(name)), name);
            }
            assertTrue(Run.open(folder).status() == RunStatus.DONE);
            staged.add("seen");
        });
        RunRequest request = new RunRequest("prune apply", new Sparsity(0.5), List.of(), List.of());
        PruneApplyStep.Parameters parameters = new PruneApplyStep.Parameters(
                Path.of("src/test/resources/org/espalier/workbench/step/prune/dense"),
                place,
                false,
                Criterion.parse("magnitude"),
                Pattern.UNSTRUCTURED,
                TieRule.EXACT,
                0.5,
                null,
                null,
                null,
                4,
                EnumSet.of(Component.LANGUAGE_MODEL),
                0);
        new PruneApplyStep().run(parameters, new RecordedResult(listener, place, () -> request));
        assertEquals(List.of("seen"), staged);
        assertTrue(Files.exists(place.resolve("result.json")));
    }

    private record Sparsity(double sparsity) {}

    /// Looks at what is staged.
    private record LookingContext(Consumer<Path> look) implements QuietListener {

        @Override
        public void staged(Path folder, Path to, Record result) {
            look.accept(folder);
        }
    }

    /// A path as a shell takes it.
    private static String word(String path) {
        return path.contains(" ") ? "'" + path + "'" : path;
    }
}
