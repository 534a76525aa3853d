/// The search for a pruning policy: which share of each layer goes, so that a model that has seen a few samples only
/// keeps most of what it can.
///
/// A loaded model, samples with answers and options enter; a policy, its scores and its course leave. The objective
/// is `loss on the samples + eta * norm of the pruned weights` over candidates that all prune exactly one number of
/// weights ([PolicySpace]); the projector is tuned for the best candidates between generations ([ProjectorEvolution]).
/// It must not know where runs are kept, nor who watches. What the paper leaves open is a named choice, with a default
/// and its reason in the help of `prune search`.
///
/// Events, one JSON object a line with these names, in this order as the search goes:
///
/// | event | fields |
/// | --- | --- |
/// | `candidate` | `generation`, `id` (16 hexadecimal digits), `origin` (`uniform`, `owl`, `ecoflap`,
/// `attention-light`, `random`, `crossover`, `mutation`), `projector` (version), `objective`, `loss`, `omega`, `right`
/// (percent of the proxy samples), `ratios` (gene to ratio) |
/// | `generation` | `generation`, `projector`, `scored` (distinct candidates so far), `best` (id), `objective` (of the
/// best), `mean` (objective), `loss`, `omega`, `heldOut` (loss of the best on held-out samples), `gap` (`heldOut -
/// loss`), `front` (ids of the candidates that none beats in both loss and omega) |
/// | `projector` | `from`, `to` (versions), `kept`, `heldOutBefore`, `heldOutAfter` |
/// | `ranges` | `lows`, `highs` (lists by gene) |
///
/// A resumed search goes through its course again from the start, over remembered scores: its events come again.
@NullMarked
package org.espalier.search.prune;

import org.jspecify.annotations.NullMarked;
