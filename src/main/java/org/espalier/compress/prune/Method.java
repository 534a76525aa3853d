package org.espalier.compress.prune;

import org.espalier.task.WorkbenchException;

/// How layers are pruned.
///
/// @param criterion which weights go
/// @param pattern where zeros may stand
/// @param ties what happens to scores at the threshold
public record Method(Criterion criterion, Pattern pattern, TieRule ties) {

    /// Refuses a ratio that the pattern cannot have, and a layer whose inputs it does not divide.
    ///
    /// @param ratio what is asked of the layer; 0 always fits
    /// @throws WorkbenchException if the layer cannot be pruned so
    public void check(PrunableLayer layer, double ratio) {
        if (ratio == 0 || !pattern.grouped()) {
            return;
        }
        if (ratio != pattern.ratio()) {
            throw WorkbenchException.usage(
                    "prune.pattern-ratio",
                    "pattern " + pattern.word() + " prunes " + pattern.ratio() + " of a layer, but " + ratio
                            + " is asked of " + layer.name(),
                    "Ask for 0 or " + pattern.ratio() + ", or use --pattern unstructured.");
        }
        if (layer.tensor().shape().dim(1) % pattern.group() != 0) {
            throw WorkbenchException.input(
                    "prune.pattern-width",
                    layer.tensor().where() + " has " + layer.tensor().shape().dim(1) + " inputs, which groups of "
                            + pattern.group() + " do not fill",
                    "Use --pattern unstructured, or a policy that keeps this layer.");
        }
    }
}
