package org.espalier.ui.models;

import org.jspecify.annotations.Nullable;

/// A row of the tree: a component, a block, or a tensor.
///
/// @param name on screen
/// @param tensor the tensor's name in its file; null for a group
/// @param shape "[432, 160]", or the number of tensors of a group
/// @param dtype "F16"; empty for a group
/// @param parameters elements
/// @param bytes in the file
/// @param zeros elements that are zero; null while not counted
record TensorRow(
        String name,
        @Nullable String tensor,
        String shape,
        String dtype,
        long parameters,
        long bytes,
        @Nullable Long zeros) {}
