/// Tests of the kept counts.
@NullMarked
package org.espalier.workbench.magnitude;

import org.jspecify.annotations.NullMarked;
