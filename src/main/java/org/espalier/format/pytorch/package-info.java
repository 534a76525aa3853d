/// PyTorch's `.bin` archives: zip files of raw tensors with a pickled table of them.
///
/// Bytes come in, mapped tensors leave. A pickle is a program; this one is read by an interpreter that knows lists,
/// dictionaries, numbers, texts and tensors, calls nothing and refuses every other name. What the tensors mean is
/// no business of this package.
@NullMarked
package org.espalier.format.pytorch;

import org.jspecify.annotations.NullMarked;
