/// LLaMA's decoder for one token at a time on the kernels of [org.espalier.tensor.kernel], over dense or packed
/// weights: a token and what was seen before come in, logits leave.
///
/// The prompt and its pictures are not computed here but by PyTorch, in [org.espalier.model.llava]: many tokens
/// together are bound by arithmetic, where zeros save nothing; its keys and values are taken over. Shape, weights and
/// what changes from token to token are three types.
@NullMarked
package org.espalier.model.llava.decode;

import org.jspecify.annotations.NullMarked;
