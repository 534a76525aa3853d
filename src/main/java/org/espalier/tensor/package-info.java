/// Data types, shapes and memory-mapped tensors, with the CPU kernels on them. Knows [org.espalier.task] only.
@NullMarked
package org.espalier.tensor;

import org.jspecify.annotations.NullMarked;
