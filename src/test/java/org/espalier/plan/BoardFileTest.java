package org.espalier.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static ObjectNode discovery() {
        return Json.mapper().valueToTree(Boards.byId(Boards.DEFAULT));
    }

    private Board read(ObjectNode tree) {
        Path file = folder.resolve("my board.json");
        Json.write(file, tree);
        return Boards.byId(file.toString());
    }

    @Test
    void everyBoardOfTheBuildCanBeAUsersFile() {
        for (String id : Boards.ids()) {
            Board board = Boards.byId(id);
            assertEquals(board, read(Json.mapper().valueToTree(board)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "crystalHertz, 5000000000, its crystal has 5000000000 Hz",
        "crystalHertz, 0, its crystal has 0 Hz",
        "flash.address, 4294967296, its flash is not where a core of 32 bits reaches it",
        "flash.address, -4096, its flash is not where a core of 32 bits reaches it",
        "ram.address, 4294967296, is not where a core of 32 bits reaches it",
    })
    void numbersThatNoBoardCanHaveAreRefused(String field, long value, String why) {
        ObjectNode tree = discovery();
        switch (field) {
            case "flash.address" -> ((ObjectNode) tree.path("flash")).put("address", value);
            case "ram.address" ->
                ((ObjectNode) tree.path("ram").path(tree.path("ram").size() - 1)).put("address", value);
            default -> tree.put(field, value);
        }
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> read(tree));
        assertEquals("plan.board.malformed", e.code());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}
