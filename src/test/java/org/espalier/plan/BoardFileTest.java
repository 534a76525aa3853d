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

    @Test
    void theCrystalOfAnH7IsDividedToTwoOrFiveMegahertz() {
        ObjectNode tree = Json.mapper().valueToTree(Boards.byId("nucleo-h743zi"));
        assertEquals(25_000_000, read(tree.put("crystalHertz", 25_000_000)).crystalHertz());
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> read(tree.put("crystalHertz", 27_000_000)));
        assertTrue(e.getMessage().contains("a multiple of 2 or of 5 MHz"), e.getMessage());
    }

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

    /// What start-up code, linker script and flash tools could not do anything with.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/id               | \"main\"            | 'main' is the name of a source",
                "/ram/0/name       | null                | a memory has no name",
                "/ram/0/address    | 1073741824          | not below 0x40000000",
                "/external/0/name  | null                | a memory has no name",
                "/ram              | [null]              | a list",
                "/flash/address    | 536870912           | overlaps its flash",
                "/flash/sectors    | [{\"count\":-1,\"bytes\":-1048576}] | a run of -1 sectors",
                "/cache/dataBytes  | -1                  | its cache",
                "/flashing/volume  | null                | flashing.volume",
                "/flashing/chipId  | null                | flashing.chipId",
                "/core             | \"cortex-m4\"       | an STM32F7 has the core cortex-m7",
                "/fpu              | \"fpv4-sp-d16\"     | its fpu is fpv5-sp-d16 or fpv5-d16",
                "/coreHertz        | 240000000           | from 50 to 216 MHz",
                "/coreHertz        | 200100000           | a multiple of 500000 Hz",
                "/crystalHertz     | 14745600            | a multiple of 1 MHz",
                "/crystalHertz     | 1000000             | from 2 to 50 MHz",
                "/mcu              | \"STM32H723ZG\"     | STM32H742, 743, 750 and 753",
                "/mcu              | \"STM32L476RG\"     | STM32L4P, L4Q, L4R and L4S",
                "/serial/port      | \"LPUART1\"         | LPUART1 is there on the STM32L4 only",
                "/serial/baud      | 1200                | its serial port cannot run at 1200",
                "/serial/baud      | 4000000             | its serial port cannot run at 4000000"
            })
    void whatNoFirmwareCouldBeMadeForIsRefused(String pointer, String value, String why) throws Exception {
        ObjectNode tree = discovery();
        String key = pointer.substring(pointer.lastIndexOf('/') + 1);
        if (key.equals("baud") && value.equals("4000000")) {
            ((ObjectNode) tree.path("serial")).put("port", "USART3");
        }
        ObjectNode parent = (ObjectNode) tree.at(pointer.substring(0, pointer.lastIndexOf('/')));
        parent.set(key, Json.mapper().readTree(value));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> read(tree));
        assertEquals("plan.board.malformed", e.code());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"nucleo-f429zi, STM32F407VG, 168000000, 8000000", "nucleo-l4r5zi, STM32L4S5VI, 80000000, 0"})
    void otherChipsOfAFamilyAreTaken(String like, String mcu, long hertz, long crystal) {
        ObjectNode tree = Json.mapper().valueToTree(Boards.byId(like));
        Board board = read(tree.put("mcu", mcu).put("coreHertz", hertz).put("crystalHertz", crystal));
        assertEquals(mcu, board.mcu());
    }
}
