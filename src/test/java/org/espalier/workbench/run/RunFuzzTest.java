package org.espalier.workbench.run;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;

/// Whatever a run's folder holds, the run opens and tells how it stands, or is refused.
class RunFuzzTest {

    private static final JsonNode RECORD = record();

    private static JsonNode record() {
        var run = JsonNodeFactory.instance
                .objectNode()
                .put("schema", RunRecord.SCHEMA)
                .put("step", "prune apply");
        run.putObject("parameters").put("sparsity", 0.5);
        run.put("seed", 1)
                .putArray("command")
                .add("prune")
                .add("apply")
                .add("--out")
                .add("here");
        run.putObject("inputs").put("model", "ab12");
        run.put("version", "1").putObject("environment").put("jdk", "25");
        return run;
    }

    @FuzzTest(maxDuration = "2m")
    void opensOrRefusesAnyRecord(byte[] bytes) {
        Path folder = Untrusted.folder("record");
        Untrusted.file(folder, Run.RECORD, MangledJson.of(RECORD, bytes));
        Untrusted.read(() -> {
            Run run = Run.open(folder);
            run.status();
            CommandText.of(Repeat.of(run.record()));
        });
    }

    /// The files that a run grows: events, its end and its result, all with the same bytes.
    @FuzzTest(maxDuration = "2m")
    void tellsOrRefusesHowAnyRunStands(byte[] bytes) {
        Path folder = Untrusted.folder("run");
        Untrusted.file(folder, Run.EVENTS, bytes);
        Untrusted.file(folder, Run.END, bytes);
        Untrusted.file(folder, Run.RESULT, bytes);
        Run run = new Run(
                folder,
                new RunRecord(
                        RunRecord.SCHEMA,
                        "prune apply",
                        RECORD.path("parameters"),
                        null,
                        java.util.List.of(),
                        java.util.Map.of(),
                        "1",
                        java.util.Map.of()));
        Untrusted.read(run::status);
        Untrusted.read(run::events);
        Untrusted.read(run::result);
    }
}
