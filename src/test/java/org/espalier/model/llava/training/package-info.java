/// Tests of the sample model's training.
@NullMarked
package org.espalier.model.llava.training;

import org.jspecify.annotations.NullMarked;
