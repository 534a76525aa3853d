/// Memory plans: in which steps a network runs on a microcontroller, and where each matrix lies while it does.
///
/// A [org.espalier.compress.quant.QuantizedNetwork], a [Board] and the [Techniques] enter; a [Plan] leaves. It must not
/// know C, compilers or serial ports: whoever generates code follows the plan's steps one by one.
///
/// # Steps
///
/// All matrices lie in one arena. A step is one of the [Action]s and has the ops it does, the buffers it reads
/// and writes, and a scratch buffer that lives for this step alone:
///
/// - **CHAIN**: row-wise ops (Linear, LayerNorm, Gelu, Add, PositionAdd, MeanPool, and PatchEmbed on unfolded or
///   gathered patches) on `rows` rows from `firstRow` of the input, `tile` rows at a time: all ops of the chain on
///   one tile, then the next tile. The first op reads the first buffer of `reads`, the last writes the output, what
///   lies between is in the scratch. An Add reads its left side from the last buffer of `reads`. A chain of one op
///   is a plain operator. A chain that starts with PatchEmbed and reads the picture gathers the tile's patches
///   itself.
/// - **UNFOLD**: every patch of the picture, quantised, as one row of a matrix.
/// - **ATTENTION**: all heads, a few rows of scores at a time; nothing T x T exists.
/// - **SCORES, SOFTMAX, CONTEXT**: attention in three passes with whole matrices for all heads.
///
/// A buffer's rows are `stride` bytes apart, of which the first `columns` are used. Scratch parts, with r4, r2
/// rounding up to multiples of 4 and 2, K a linear's inputs:
///
/// - `pack`: the tile's inputs as 16-bit numbers, `2 · tile · r4(K)` for the largest K of the chain, at the start;
/// - `tile`: what passes from op to op as int8, `tile · columns` for the widest, after it (each linear reads its
///   inputs from `pack`, so its output may replace them; the other ops work in place);
/// - `sums`: a mean's int32 sums, `4 · columns`;
/// - attention: `r2(T)·r4(d) + r2(d)·r4(T) + 8·r4(d) + 8·r4(T) + 4·r2(T) + 64`, for one head at a time; with relative
///   positions on a grid of `s x s` and tables of n rows `r2(T)·r4(d) + r2(d)·r4(T) + 8·r4(d) + 20·r2(T) + 64` and the
///   larger one of `8·r4(d) + 16·r2(n) + 16·s` and `8·r4(n) + 16·max(r2(d), s)`.
///
/// # Techniques
///
/// **Operator integration** joins ops to chains and streams attention. **Patch embedding decomposition** gathers a tile
/// of patches from the picture instead of unfolding it whole. **Token overwriting** places an output over its input
/// where that is exact: a tile's inputs are consumed before its outputs are written, so outputs of `b` bytes a row may
/// start `T·(b − a)` before inputs of `a < b` bytes, or where they start if `b ≤ a`; an Add replaces its left side;
/// attention's context replaces the Q of its own row and head; the first residual rows replace pictures rows of pixels
/// already gathered. Results are the same for every choice.
@NullMarked
package org.espalier.plan;

import org.jspecify.annotations.NullMarked;
