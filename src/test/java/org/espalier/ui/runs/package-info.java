/// Tests of the Memory page.
@NullMarked
package org.espalier.ui.runs;

import org.jspecify.annotations.NullMarked;
