package org.espalier.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Plans in files, which anyone may have edited.
class PlanFileTest {

    private static final Plan PLAN =
            Planner.plan(RandomNetworks.of(SmallForm.SMALL, 1), Boards.byId(Boards.DEFAULT), Techniques.ALL);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Plan read(JsonNode tree) {
        Path file = folder.resolve("plan.json");
        Json.write(file, tree);
        return Json.read(file, Plan.class);
    }

    @Test
    void whatWasWrittenIsRead() {
        assertEquals(PLAN, read(Json.mapper().valueToTree(PLAN)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/pieces           | []         | it has no arena",
                "/steps            | []         | it has no steps",
                "/steps/2/rows     | 0          | step 2 has 0 rows",
                "/steps/2/tile     | 0          | step 2 does 0 rows together",
                "/steps/2/writes   | 9999       | step 2 names buffer 9999",
                "/sram/peakStep    | 99         | the peak is at step 99 of 11",
                "/buffers/1/last   | 2147483647 | buffer 1 lives from step 0 to 2147483647 of 11",
                "/buffers/1/first  | -1         | buffer 1 lives from step -1",
                "/buffers/1/offset | -8         | buffer 1 lies outside the arena",
                "/buffers/1/bytes  | 2147483647 | buffer 1 lies outside the arena"
            })
    void aPlanThatCannotBeIsRefused(String pointer, String value, String why) throws Exception {
        ObjectNode tree = Json.mapper().valueToTree(PLAN);
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) tree.at(pointer.substring(0, slash)))
                .set(pointer.substring(slash + 1), Json.mapper().readTree(value));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> read(tree));
        assertEquals("format.json.shape", e.code());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}
