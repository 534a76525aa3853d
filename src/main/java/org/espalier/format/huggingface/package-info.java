/// Folders in Hugging Face's layout: a folder or file comes in, a checkpoint with its config, shards and tensors
/// leaves.
///
/// It knows how files are named and laid out; what a layer computes is not its business.
@NullMarked
package org.espalier.format.huggingface;

import org.jspecify.annotations.NullMarked;
