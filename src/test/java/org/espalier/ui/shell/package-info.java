/// Tests of the window's frame that need no window.
@NullMarked
package org.espalier.ui.shell;

import org.jspecify.annotations.NullMarked;
