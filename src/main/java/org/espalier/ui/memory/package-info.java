/// The Memory page: the arena over time, why its peak is what it is, and where the flash goes.
///
/// A plan enters; the wish for another one, with techniques on or off, leaves.
@NullMarked
package org.espalier.ui.memory;

import org.jspecify.annotations.NullMarked;
