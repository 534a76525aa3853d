/// Tests of pruning: numbers worked out by hand and by independent code, and what must hold for any matrix.
@NullMarked
package org.espalier.compress.prune;

import org.jspecify.annotations.NullMarked;
