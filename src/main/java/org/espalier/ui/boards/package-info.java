/// The Boards page: boards that are there, the image on them, and what they measure.
///
/// A network and a board's id enter; runs leave: a built project, a flashed image, a benchmark.
@NullMarked
package org.espalier.ui.boards;

import org.jspecify.annotations.NullMarked;
