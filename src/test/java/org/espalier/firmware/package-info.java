/// The operator library against the reference executor, and generated projects against both.
@NullMarked
package org.espalier.firmware;

import org.jspecify.annotations.NullMarked;
