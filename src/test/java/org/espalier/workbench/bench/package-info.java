/// Tests of the measurements.
@NullMarked
package org.espalier.workbench.bench;

import org.jspecify.annotations.NullMarked;
