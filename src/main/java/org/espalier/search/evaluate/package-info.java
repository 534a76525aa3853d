/// How both searches have candidates scored: one interface, in this process or on a cluster.
///
/// Tasks enter, scores leave: a pruning policy's losses, a subnet's accuracy. A [Scorer] is the scoring itself, the
/// same code wherever it runs; an [Evaluator] says where and how many at a time; a [Memo] before it remembers. It must
/// not know which search asks, nor what a task means.
@NullMarked
package org.espalier.search.evaluate;

import org.jspecify.annotations.NullMarked;
