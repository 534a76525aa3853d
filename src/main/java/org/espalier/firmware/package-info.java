/// From a quantised network and its memory plan to a C project, and to the image a board runs.
///
/// A [org.espalier.compress.quant.QuantizedNetwork], its plan and a board enter; a folder of C sources that builds by
/// itself leaves, and [BuiltFirmware], what the linker made of it. The operator library the project carries lies beside
/// this package's resources (`ops/`); it computes what the integer reference executor defines, bit for bit.
///
/// This package knows nothing of searches, and nothing of how an image reaches a board.
@NullMarked
package org.espalier.firmware;

import org.jspecify.annotations.NullMarked;
