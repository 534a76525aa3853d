package org.espalier.board.flash;

import java.nio.file.Path;
import org.espalier.plan.Board;

/// What to write where.
///
/// @param board the board's description
/// @param elf the linked image
/// @param bin the same as raw bytes from the start of flash
/// @param serial the probe's or DFU device's serial number; empty if there is only one
public record FlashJob(Board board, Path elf, Path bin, String serial) {}
