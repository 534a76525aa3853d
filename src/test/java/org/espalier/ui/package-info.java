/// Tests of the window as a whole, and the harness that opens it without a display.
@NullMarked
package org.espalier.ui;

import org.jspecify.annotations.NullMarked;
