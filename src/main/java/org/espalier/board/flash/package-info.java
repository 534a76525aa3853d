/// Images onto boards, and boards that are there.
///
/// Enters: a firmware image and what to write it to. Leaves: what happened at each stage, and the list of boards this
/// machine sees. Real boards are written by OpenOCD, st-flash or dfu-util as child processes; what those print is
/// turned into stages and into errors a user can act on. Knows no networks and no frames.
@NullMarked
package org.espalier.board.flash;

import org.jspecify.annotations.NullMarked;
