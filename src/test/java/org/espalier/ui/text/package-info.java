/// Tests of the window's words and numbers.
@NullMarked
package org.espalier.ui.text;

import org.jspecify.annotations.NullMarked;
