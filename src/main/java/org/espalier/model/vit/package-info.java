/// Weight-sharing vision transformers: a configuration, named tensors, one forward pass for every subnet, and
/// training.
///
/// Enters: `config.json`, tensors under the released state-dict names, normalised pictures. Leaves: logits, every
/// activation on request, trained tensors. It must not know memory budgets, boards, search or quantisation.
///
/// A subnet uses the first rows and columns of the supernet's tensors. The rows of qkv have two layouts:
///
/// - `change_qkv` true, the released code's: rows q, k, v interleaved, in every qkv factor, and the bias cut as a
///   plain prefix although the rows are not. A net of fewer heads thus adds part of the supernet's q bias to its k.
///   Kept because checkpoints of that code depend on it.
/// - `change_qkv` false, ours: rows and bias of the last factor are three thirds Q, K, V, and a net of fewer heads
///   takes the first heads of each third. Factors before it are cut as plain prefixes. For the full number of heads
///   this equals the plain layout of the released code.
@NullMarked
package org.espalier.model.vit;

import org.jspecify.annotations.NullMarked;
