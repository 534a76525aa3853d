/// Boards, real and virtual: images go in, measurements leave.
///
/// A board is seen through one thing only: the bytes of its serial port. The virtual board offers the same bytes as
/// silicon does, so everything above it speaks one protocol. Knows nothing of checkpoints or training.
@NullMarked
package org.espalier.board;

import org.jspecify.annotations.NullMarked;
