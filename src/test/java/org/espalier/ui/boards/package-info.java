/// Tests of [org.espalier.ui.boards].
@NullMarked
package org.espalier.ui.boards;

import org.jspecify.annotations.NullMarked;
