/// Tests of the use cases.
@NullMarked
package org.espalier.workbench.step;

import org.jspecify.annotations.NullMarked;
