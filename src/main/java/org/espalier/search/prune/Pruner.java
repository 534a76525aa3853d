package org.espalier.search.prune;

import org.espalier.task.TaskContext;

/// Makes a candidate's weights. The same candidate gives the same weights, whatever was asked before.
interface Pruner {

    /// Prunes as the candidate says. Safe from several threads.
    PrunedWeights prune(Candidate candidate, TaskContext context);
}
