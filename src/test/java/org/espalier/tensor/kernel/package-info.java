/// Tests of the matrix-vector kernels.
@NullMarked
package org.espalier.tensor.kernel;

import org.jspecify.annotations.NullMarked;
