/// Tests of data types, shapes and mapped tensors.
@NullMarked
package org.espalier.tensor;

import org.jspecify.annotations.NullMarked;
