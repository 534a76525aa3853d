/// Tests of the benchmarks.
@NullMarked
package org.espalier.model.eval;

import org.jspecify.annotations.NullMarked;
