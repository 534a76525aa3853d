/// Tests of the Memory page.
@NullMarked
package org.espalier.ui.memory;

import org.jspecify.annotations.NullMarked;
