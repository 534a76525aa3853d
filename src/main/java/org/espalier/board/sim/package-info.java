/// The virtual board: the very image a real board gets, run inside the memory map of the microcontroller, translated to
/// the host's instructions or by Unicorn.
///
/// Enters: an ELF file or flash image and the bytes of the serial line. Leaves: the bytes the image sends, exact
/// instruction counts, the state of the memory, and how the run ended. Unicorn (Debian's `libunicorn2`) is called
/// through the Foreign Function API; nothing here knows networks, frames or commands.
@NullMarked
package org.espalier.board.sim;

import org.jspecify.annotations.NullMarked;
