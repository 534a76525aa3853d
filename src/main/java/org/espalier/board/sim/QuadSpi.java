package org.espalier.board.sim;

import java.util.List;
import java.util.function.Predicate;
import org.espalier.plan.Board;

/// The Quad-SPI controller of an STM32F7 or H7 and the flash behind it, of one chip or two side by side,
/// which it shows as memory once it is set up as such chips need it after a reset: clock on, pins
/// routed, the right size and number, quad reads with eight dummy cycles.
final class QuadSpi {

    private static final int CONTROL = 0x00;
    private static final int DEVICE = 0x04;
    private static final int STATUS = 0x08;
    private static final int CLEAR = 0x0C;
    private static final int COMMAND = 0x14;
    private static final int DONE = 1 << 1;

    /// Memory-mapped, data on four lines, 8 dummy cycles, address and command on one line.
    private static final int QUAD_READS = 3 << 26 | 3 << 24 | 8 << 18 | 1 << 10 | 1 << 8;

    private static final int THREE_BYTES = 2 << 12 | 0x6B;
    private static final int FOUR_BYTES = 3 << 12 | 0x6C;
    private static final long BY_THREE_BYTES = 1 << 24;
    private static final int TWO_CHIPS = 1 << 6;

    private static final int FASTEST = 108_000_000;

    private final Board.External flash;
    private int control;
    private int device;
    private int status;
    private int command;
    private boolean resetEnabled;
    private boolean reset;

    QuadSpi(Board.External flash) {
        this.flash = flash;
    }

    /// A register, or -1 if it is not modelled.
    long read(int offset) {
        return switch (offset) {
            case CONTROL -> control & 0xFFFFFFFFL;
            case DEVICE -> device & 0xFFFFFFFFL;
            case STATUS -> status;
            case COMMAND -> command & 0xFFFFFFFFL;
            default -> -1;
        };
    }

    boolean write(int offset, int value) {
        switch (offset) {
            case CONTROL -> control = value;
            case DEVICE -> device = value;
            case CLEAR -> status &= ~value;
            case COMMAND -> command(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void command(int value) {
        command = value;
        if ((control & 1) == 0) {
            return;
        }
        if (value >>> 26 == 0) {
            reset |= resetEnabled && (value & 0xFF) == 0x99;
            resetEnabled = (value & 0xFF) == 0x66;
            status |= DONE;
        }
    }

    /// Whether the flash is seen as memory.
    ///
    /// @param hertz the clock of the controller, 0 if it is off
    /// @param routed whether a pin has an alternate function
    boolean shows(long hertz, Predicate<String> routed) {
        long speed = hertz / ((control >>> 24 & 0xFF) + 1);
        List<String> pins = flash.pins();
        long chip = flash.twoChips() ? flash.bytes() / 2 : flash.bytes();
        int reads = QUAD_READS | (chip > BY_THREE_BYTES ? FOUR_BYTES : THREE_BYTES);
        return speed > 0
                && speed <= FASTEST
                && (control & 1) != 0
                && 2L << (device >>> 16 & 31) == flash.bytes()
                && ((control & TWO_CHIPS) != 0) == flash.twoChips()
                && command == reads
                && reset
                && pins.stream().allMatch(routed);
    }
}
