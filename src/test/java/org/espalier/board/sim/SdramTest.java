package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.junit.jupiter.api.Test;

/// The chip behind the memory controller, started by hand.
class SdramTest {

    private static final long HERTZ = 216_000_000;
    private static final int NORMAL = 0;
    private static final int CLOCK = 1;
    private static final int CLOSE = 2;
    private static final int REFRESH_TWICE = 3 | 1 << 5;
    private static final int MODE = 4;

    private final Board.External memory =
            Boards.byId("stm32f746g-disco-sdram").outsideRam().orElseThrow();
    private final Board.Sdram chip = Objects.requireNonNull(memory.sdram());
    private final Sdram sdram = new Sdram(memory, false);

    private void shape() {
        int shape = (chip.columnBits() - 8)
                | (chip.rowBits() - 11) << 2
                | (chip.dataBits() / 16) << 4
                | (chip.banks() / 4) << 6
                | chip.casLatency() << 7;
        int bank = 4 * (chip.bank() - 1);
        sdram.write(0x140, shape | 2 << 10);
        sdram.write(0x140 + bank, shape | 2 << 10);
        sdram.write(0x148 + bank, 0x01010101);
        sdram.write(0x154, 0x600 << 1);
    }

    private void command(int command) {
        int bits = command == MODE ? MODE | (chip.casLatency() << 4 | 1 << 9) << 9 : command;
        sdram.write(0x150, bits | 1 << (5 - chip.bank()));
    }

    private boolean ready() {
        return sdram.ready(HERTZ, _ -> true);
    }

    @Test
    void thereIsMemoryOnceTheChipWasStartedInTheOrderItAsksFor() {
        shape();
        command(CLOCK);
        command(CLOSE);
        command(REFRESH_TWICE);
        assertFalse(ready(), "it has no mode yet");
        command(MODE);
        assertTrue(ready());
    }

    @Test
    void aChipThatIsStartedAgainNeedsItsRefreshesAgain() {
        shape();
        command(CLOCK);
        command(CLOSE);
        command(REFRESH_TWICE);
        command(CLOCK);
        command(CLOSE);
        command(MODE);
        assertFalse(ready());
    }

    @Test
    void backToNormalLosesNothing() {
        shape();
        command(CLOCK);
        command(CLOSE);
        command(REFRESH_TWICE);
        command(MODE);
        command(NORMAL);
        assertTrue(ready());
    }
}
