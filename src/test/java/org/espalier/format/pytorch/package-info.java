/// Tests of PyTorch's archives.
@NullMarked
package org.espalier.format.pytorch;

import org.jspecify.annotations.NullMarked;
