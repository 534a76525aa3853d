package org.espalier.workbench.gain;

/// Linear layers of a decoder that have the same shape and lose heads or neurons the same way.
///
/// @param roles which they are: "q, k, v"
/// @param rows outputs
/// @param columns inputs
/// @param count how many of them a decoder has
/// @param rowUnit outputs of one head or neuron; 0 where outputs are never cut
/// @param columnUnit inputs from one head or neuron; 0 where inputs are never cut
record LayerShape(String roles, int rows, int columns, int count, int rowUnit, int columnUnit) {

    /// Whether it is pruned at all: the head of the vocabulary is not.
    boolean pruned() {
        return rowUnit > 0 || columnUnit > 0;
    }

    /// Outputs that a structured cut leaves.
    int keptRows(Variant variant) {
        return kept(rows, rowUnit, variant);
    }

    /// Inputs that a structured cut leaves.
    int keptColumns(Variant variant) {
        return kept(columns, columnUnit, variant);
    }

    private static int kept(int all, int unit, Variant variant) {
        if (unit == 0 || variant.thinning() != Thinning.STRUCTURED) {
            return all;
        }
        int units = all / unit;
        return unit * (int) Math.max(1, Math.round(units * (1 - variant.sparsity())));
    }

    /// Weights of one layer.
    long weights() {
        return (long) rows * columns;
    }
}
