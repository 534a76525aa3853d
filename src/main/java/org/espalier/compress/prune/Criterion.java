package org.espalier.compress.prune;

import org.espalier.task.TaskContext;

/// A rule that prunes one weight matrix.
public sealed interface Criterion permits Magnitude, Wanda, Obs {

    /// What a criterion must know of a layer's inputs.
    enum Needs {
        /// Nothing: it works without calibration.
        NOTHING,
        /// The sum of squares of each input.
        SQUARES,
        /// The sum of products of every two inputs.
        PRODUCTS
    }

    /// The criterion's name on the command line.
    String word();

    /// What must be recorded before [#prune].
    Needs needs();

    /// Prunes `weights`, which must be finite; a grouped pattern's groups must fill the columns.
    ///
    /// @param inputs as [#needs()] says
    /// @throws org.espalier.task.WorkbenchException if the statistics allow no answer
    Pruned prune(Matrix weights, InputStatistics inputs, Target target, TaskContext context);
}
