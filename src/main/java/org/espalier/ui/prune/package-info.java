/// The Prune page: what to prune, what is kept in each block, and what accuracy is left.
///
/// A model and choices enter; runs leave: a pruned checkpoint, and measurements before and after.
@NullMarked
package org.espalier.ui.prune;

import org.jspecify.annotations.NullMarked;
