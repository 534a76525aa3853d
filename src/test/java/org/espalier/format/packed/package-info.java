/// Tests of packed sparse files.
@NullMarked
package org.espalier.format.packed;

import org.jspecify.annotations.NullMarked;
