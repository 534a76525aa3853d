package org.espalier.board.flash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.espalier.plan.Boards;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenOCD's arguments are commands of a language; nothing that comes from a file or a device may add one.
class FlashJobTest {

    private static FlashJob job(String board, String folder, String serial) {
        Path build = Path.of(folder);
        return new FlashJob(
                Boards.byId(board), build.resolve("firmware.elf"), build.resolve("firmware.bin"), serial, false, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1; exec touch x", "[exit]", "a\nb", "$env", "{"})
    void aSerialNumberThatCarriesACommandIsRefused(String serial) {
        WorkbenchException refusal =
                assertThrows(WorkbenchException.class, () -> job("stm32f746g-disco", "build", serial));
        assertEquals("board.flash.serial", refusal.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a} ; exec touch x ; program {b", "a\\b", "a\nb"})
    void aFolderWhoseNameCarriesACommandIsRefused(String folder) {
        WorkbenchException refusal =
                assertThrows(WorkbenchException.class, () -> job("stm32f746g-disco", folder, "066EFF"));
        assertEquals("board.flash.path", refusal.code());
    }

    @Test
    void everyFileOfABoardIsAnArgumentOfItsOwn() {
        List<String> arguments = FlashTool.OPENOCD.arguments(job("nucleo-u575zi", "build", "066EFF"));
        assertEquals(List.of("-f", "interface/stlink.cfg", "-f", "target/stm32u5x.cfg"), arguments.subList(0, 4));
        assertTrue(arguments.contains("adapter serial 066EFF"));
    }
}
