/// The safetensors format: files come in and are checked whole, memory-mapped tensors leave; tensors come in, files
/// leave.
///
/// The rules are those of the reference implementation, in the order [org.espalier.format.safetensors.HeaderReader]
/// checks them. Where specification and reference disagree this package decides: white space around the header is
/// accepted, NUL padding is not; duplicate names are refused; tensors never share bytes, though empty ones may share a
/// place; a tensor cannot be called `__metadata__`. It does not know what a tensor is for.
@NullMarked
package org.espalier.format.safetensors;

import org.jspecify.annotations.NullMarked;
