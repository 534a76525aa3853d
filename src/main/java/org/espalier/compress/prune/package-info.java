/// Pruning: which weights of a linear layer go, and what becomes of those that stay.
///
/// Weight matrices (outputs, inputs) and statistics of their inputs come in; masks, updated weights and errors
/// leave. Where a checkpoint lies and how a model is run is the business of [org.espalier.format] and
/// [org.espalier.model]; how ratios are searched is that of the packages above. Every rule here is a published
/// one, named with its source: magnitude and Wanda (Sun et al. 2023, arXiv 2306.11695), OBS as SparseGPT does
/// it (Frantar and Alistarh 2023, arXiv 2301.00774).
///
/// [CheckpointPruner] prunes block by block with little memory, [StructuredPruner] cuts heads and neurons; [Owl] and
/// [Ecoflap] share a sparsity out among layers, which [RatioFinder] does for a checkpoint.
///
/// Details that have caused bugs:
/// - a ratio of 0 keeps a layer's bytes; the published threshold rule would prune one weight even then;
/// - "exact" prunes exactly k weights, the lower index first where scores tie; "compat" prunes everything up to
///   the threshold, as the published code does, and so at least one more;
/// - rows are outputs: Wanda compares within a row, magnitude within the whole matrix, OBS within 128 columns;
/// - squares are summed in double: activations of large models overflow half precision.
@NullMarked
package org.espalier.compress.prune;

import org.jspecify.annotations.NullMarked;
