package org.espalier.board.sim;

import org.espalier.plan.Board;

/// Reset and clock control, power and flash timing of a family of microcontrollers, as far as firmware
/// must set them right. Addresses are offsets from 0x40000000.
interface Clocks {

    /// The clocks of a board's chip after reset.
    static Clocks of(Board board) {
        return switch (board.mcu().substring(5, 7)) {
            case "H7" -> new ClocksH7(board);
            case "L4" -> new ClocksL4(board);
            case "U5" -> new ClocksU5(board);
            default -> new ClockTree(board);
        };
    }

    /// A register, or -1 in a long that no register holds if it is not modelled.
    long read(int at);

    /// Writes a register; false if it is not modelled.
    boolean write(int at, int value);

    /// Why the present settings would not run, or an empty text.
    String misuse();

    /// The core clock, 0 if its source is off.
    long coreHertz();

    /// The clock of the board's serial port, 0 if it is off.
    long serialHertz();

    /// The clock of the Quad-SPI controller, 0 if it is off or the family's is not modelled.
    default long quadSpiHertz() {
        return 0;
    }

    /// The clock of the controller of memories outside the chip, 0 if it is off or the family's is not
    /// modelled.
    default long memoryHertz() {
        return 0;
    }

    /// Where the Quad-SPI controller starts.
    default int quadSpi() {
        return 0x60001000;
    }

    /// Where the controller of memories outside the chip starts.
    default int memory() {
        return 0x60000000;
    }

    /// Whether a port of pins, 0 for A, has its clock.
    boolean portClockOn(int port);

    /// Where the ports of pins start.
    int ports();

    /// Where the board's serial port starts.
    int serial();

    /// The settings that a core clock needs of flash, in words; an empty text if it has them.
    static String waits(long hertz, long perWaitState, int waitStates) {
        return hertz > perWaitState * (waitStates + 1)
                ? "the flash is read at " + hertz / 1_000_000 + " MHz with " + waitStates + " wait states"
                : "";
    }

    /// A clock after a prescaler whose code divides only if its highest bit is set: 2, 4, 8, 16; four bits go on with
    /// 64, 128, 256, 512.
    ///
    /// @param highest 4 or 8
    static long divided(long hertz, int code, int highest) {
        int power = (code & (highest - 1)) + 1;
        return (code & highest) == 0 ? hertz : hertz >> (power > 4 ? power + 1 : power);
    }
}
