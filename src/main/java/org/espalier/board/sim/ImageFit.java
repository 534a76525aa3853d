package org.espalier.board.sim;

import org.espalier.plan.Board;
import org.espalier.task.WorkbenchException;

/// Whether an image belongs into a board's flash.
final class ImageFit {

    private ImageFit() {}

    /// @throws WorkbenchException if the image does not fit, on the chip or outside it, or cannot start there
    static void check(Machine machine, FirmwareImage image) {
        long from = image.base() - machine.flashBase();
        if (from < 0 || from + image.bytes().length > machine.flashBytes()) {
            throw WorkbenchException.input(
                    "board.image.size",
                    String.format(
                            "the image takes %d bytes from %s, the %s has %d bytes of flash from %s",
                            image.bytes().length,
                            Symbols.hex(image.base()),
                            machine.name(),
                            machine.flashBytes(),
                            Symbols.hex(machine.flashBase())),
                    "Generate the firmware for this board: espalier mcu firmware --board " + machine.id() + ".");
        }
        FirmwareImage.Outside outside = image.outside();
        long room = machine.outside().map(Board.External::bytes).orElse(0L);
        if (outside.bytes().length > room
                || (outside.bytes().length > 0
                        && machine.outside().map(Board.External::address).orElse(0L) != outside.base())) {
            throw WorkbenchException.input(
                    "board.image.size",
                    String.format(
                            "the image has %d bytes outside the chip from %s, where the %s has room for %d",
                            outside.bytes().length, Symbols.hex(outside.base()), machine.name(), room),
                    "Generate the firmware for this board: espalier mcu firmware --board " + machine.id() + ".");
        }
        if (from != 0 || image.bytes().length < 8) {
            throw WorkbenchException.input(
                    "board.image.vectors",
                    "the image does not start with a vector table at " + Symbols.hex(machine.flashBase()),
                    "Link the firmware with the board's own linker script.");
        }
    }
}
