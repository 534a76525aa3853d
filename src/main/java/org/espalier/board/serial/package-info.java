/// The serial line to a board: bytes below, requests and answers above.
///
/// Enters: a link that carries bytes (a serial port, a virtual board). Leaves: what the board is, what it computed, how
/// long each step took. The wire may lose, change and repeat bytes; an answer is right or there is none. The other end
/// is `link.h` and `main.c` of the firmware; this package knows no network formats and no tools.
@NullMarked
package org.espalier.board.serial;

import org.jspecify.annotations.NullMarked;
