/// What pruning gains on this machine, before anything is pruned: a decoder's shape comes in, measured speeds leave.
///
/// Weights are random: how fast a product is does not depend on their values, only on which of them are zero. So
/// nothing but a `config.json` is needed. [org.espalier.workbench.bench] measures the same weights at one size.
@NullMarked
package org.espalier.workbench.gain;

import org.jspecify.annotations.NullMarked;
