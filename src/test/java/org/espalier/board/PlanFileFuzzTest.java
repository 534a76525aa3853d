package org.espalier.board;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.format.Json;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;

/// Whatever the plan beside a firmware says, it is a plan or is refused.
class PlanFileFuzzTest {

    /// One block without factors: a short file is read more often.
    private static final RandomNetworks.Form SMALLEST = new RandomNetworks.Form(8, 4, 0, 8, 1, 1, 8, 8, 0, 2, true);

    private static final Plan PLAN =
            Planner.plan(RandomNetworks.of(SMALLEST, 1), Boards.byId("stm32f746g-disco"), Techniques.ALL);
    private static final JsonNode SAMPLE = Json.mapper().valueToTree(PLAN);

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyPlan(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("plan"), "plan.json", MangledJson.of(SAMPLE, bytes));
        Untrusted.read(() -> {
            Plan plan = Json.read(file, Plan.class);
            plan.steps().forEach(plan::output);
            plan.requireFit();
        });
    }
}
