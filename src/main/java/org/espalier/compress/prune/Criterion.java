package org.espalier.compress.prune;

import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

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

    /// The criterion a command line names, with its published settings.
    ///
    /// @throws WorkbenchException if there is none of that name
    static Criterion parse(String word) {
        return switch (word) {
            case "magnitude" -> new Magnitude();
            case "wanda" -> new Wanda();
            case "wanda-variant" -> new Wanda(true);
            case "obs" -> new Obs();
            default ->
                throw WorkbenchException.usage(
                        "prune.criterion",
                        "there is no criterion '" + word + "'",
                        "Choose one of magnitude, wanda, wanda-variant, obs.");
        };
    }

    /// The criterion's name on the command line.
    String word();

    /// What must be recorded before [#prune].
    Needs needs();

    /// Prunes `weights`, which must be finite; a grouped pattern's groups must fill the columns.
    ///
    /// @param inputs as [#needs()] says
    /// @throws WorkbenchException if the statistics allow no answer
    Pruned prune(Matrix weights, InputStatistics inputs, Target target, TaskContext context);
}
