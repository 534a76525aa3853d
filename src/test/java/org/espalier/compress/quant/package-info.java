/// Tests of the int8 network and its arithmetic.
@NullMarked
package org.espalier.compress.quant;

import org.jspecify.annotations.NullMarked;
