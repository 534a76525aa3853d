/// Tests of the LLaVA forward pass, decoding and training, against a scalar implementation of their own.
@NullMarked
package org.espalier.model.llava;

import org.jspecify.annotations.NullMarked;
