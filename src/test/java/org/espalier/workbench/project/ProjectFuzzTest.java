package org.espalier.workbench.project;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;
import org.espalier.plan.Boards;

/// Whatever a project's files say, the project opens and names what it misses, or is refused.
class ProjectFuzzTest {

    private static final JsonNode SAMPLE = Json.read(Path.of("projects/vit-on-stm32/project.json"));
    private static final JsonNode MEASURED = Json.mapper()
            .valueToTree(new BoardMeasurements.Measured(
                    "espalier.measured-costs/2",
                    "stm32f746g-disco",
                    "vit",
                    "abc",
                    java.util.List.of(
                            new BoardMeasurements.MeasuredStep("conv", org.espalier.plan.Action.UNFOLD, 100, 120))));

    @FuzzTest(maxDuration = "2m")
    void opensOrRefusesAnyProject(byte[] bytes) {
        Path folder = Untrusted.folder("project");
        Untrusted.file(folder, Project.FILE, MangledJson.of(SAMPLE, bytes));
        Untrusted.read(() -> {
            Project project = Project.open(folder);
            project.model();
            project.missing();
            project.runs().list();
        });
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyMeasurements(byte[] bytes) {
        Path folder = Untrusted.folder("measurements");
        Untrusted.file(folder, "one.json", MangledJson.of(MEASURED, bytes));
        Untrusted.read(() -> new BoardMeasurements(folder).model(Boards.byId("stm32f746g-disco")));
    }
}
