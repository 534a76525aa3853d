/// Tests of checkpoints and tensor namings.
@NullMarked
package org.espalier.format.huggingface;

import org.jspecify.annotations.NullMarked;
