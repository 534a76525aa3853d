package org.espalier.compress.prune;

/// A layer of the dense model with what calibration found out about its inputs.
///
/// @param name canonical, without `.weight`
/// @param weights dense, (outputs, inputs); never changed
/// @param inputs statistics of its inputs in the dense model
record SeenLayer(String name, Matrix weights, InputStatistics inputs) {

    /// How many weights it has.
    int size() {
        return weights.values().length;
    }
}
