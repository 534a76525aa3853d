package org.espalier.plan;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;

/// Whatever a board's description says, it is a board or is refused.
class BoardFuzzTest {

    private static final JsonNode SAMPLE = Json.mapper().valueToTree(Boards.byId("stm32h750b-disco"));

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyBoard(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("board"), "board.json", MangledJson.of(SAMPLE, bytes));
        Untrusted.read(() -> {
            Board board = Boards.byId(file.toString());
            FlashStalls.of(board);
            new AnalyticalModel(board);
        });
    }
}
