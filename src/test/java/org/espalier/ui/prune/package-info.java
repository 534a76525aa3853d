/// Tests of the policy editor and of pruning as the window does it.
@NullMarked
package org.espalier.ui.prune;

import org.jspecify.annotations.NullMarked;
