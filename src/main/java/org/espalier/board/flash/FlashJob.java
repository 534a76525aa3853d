package org.espalier.board.flash;

import java.nio.file.Path;
import org.espalier.plan.Board;
import org.espalier.task.WorkbenchException;

/// What to write where.
///
/// @param board the board's description
/// @param elf the linked image
/// @param bin the same as raw bytes from the start of flash
/// @param serial the probe's or DFU device's serial number; empty if there is only one
/// @param underReset whether to hold the chip in reset while connecting, which helps where its program
///     switches the debug pins off
/// @param outside whether a part of the image lies in flash outside the chip, which OpenOCD alone can write
public record FlashJob(Board board, Path elf, Path bin, String serial, boolean underReset, boolean outside) {

    /// Refuses what OpenOCD's command language would take for more than a name.
    public FlashJob {
        if (!serial.matches("[0-9A-Za-z_.:-]*")) {
            throw WorkbenchException.input(
                    "board.flash.serial",
                    "'" + serial.replaceAll("\\p{Cntrl}", "?") + "' is no serial number of a probe",
                    "Name the board as 'espalier board list' shows it.");
        }
        if (elf.toAbsolutePath().toString().matches("(?s).*[{}\\\\\\p{Cntrl}].*")) {
            throw WorkbenchException.input(
                    "board.flash.path",
                    elf + ": OpenOCD cannot be given a path with braces, backslashes or control characters",
                    "Move the firmware to a folder with a plain name.");
        }
    }

    FlashJob withReset() {
        return new FlashJob(board, elf, bin, serial, true, outside);
    }
}
