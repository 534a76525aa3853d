package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.espalier.plan.Boards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Prescalers and limits as the reference manuals of the families give them (RM0090, RM0385, RM0433).
class ClocksTest {

    private static final int RCC = 0x23800;
    private static final int FLASH = 0x23C00;

    @ParameterizedTest
    @CsvSource({"0, 1", "7, 1", "8, 2", "9, 4", "10, 8", "11, 16", "12, 64", "13, 128", "14, 256", "15, 512"})
    void aBusPrescalerOfFourBitsLeavesOutThirtyTwo(int code, int divisor) {
        assertEquals(512_000_000L / divisor, Clocks.divided(512_000_000L, code, 8));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "3, 1", "4, 2", "5, 4", "6, 8", "7, 16"})
    void aPeripheralPrescalerHasThreeBits(int code, int divisor) {
        assertEquals(512_000_000L / divisor, Clocks.divided(512_000_000L, code, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "nucleo-f429zi, 168, ''",
        "nucleo-f429zi, 180, the core runs at 180 MHz without over-drive",
        "nucleo-f746zg, 180, ''",
        "nucleo-f746zg, 216, the core runs at 216 MHz without over-drive",
    })
    void overDriveIsNeededAboveWhatTheFamilyDoesWithoutIt(String board, int megahertz, String misuse) {
        assertEquals(misuse, runningAt(board, megahertz).misuse());
    }

    @Test
    void thePrescalerOfTheCoreCountsToo() {
        ClockTree clocks = runningAt("nucleo-f746zg", 128);
        clocks.write(RCC + 0x08, 2 | 12 << 4);
        assertEquals(2_000_000, clocks.coreHertz());
    }

    private static ClockTree runningAt(String board, int megahertz) {
        ClockTree clocks = new ClockTree(Boards.byId(board));
        clocks.write(FLASH, 7);
        int inputDivider = 16; // from the internal 16 MHz
        clocks.write(RCC + 0x04, inputDivider | (2 * megahertz) << 6);
        clocks.write(RCC, 1 << 24);
        clocks.write(RCC + 0x08, 2);
        assertEquals(1_000_000L * megahertz, clocks.coreHertz());
        return clocks;
    }
}
