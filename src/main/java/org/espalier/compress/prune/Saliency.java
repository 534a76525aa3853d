package org.espalier.compress.prune;

import java.util.Locale;

/// What a weight is worth, for masks that nest: the order in which weights go is fixed once, whatever the ratio.
public enum Saliency {
    /// Its absolute value, compared over the whole matrix.
    MAGNITUDE,
    /// Times the norm of its input, compared within an output (Wanda).
    WANDA,
    /// `w^2 / [H^-1]_jj`, the loss of removing it first and alone, the others making up for it; compared over the
    /// whole matrix. SparseGPT's masks follow from it by going on after each column, so its nested form is an
    /// approximation.
    OBS;

    /// The name on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What must be known of a layer's inputs.
    public Criterion.Needs needs() {
        return switch (this) {
            case MAGNITUDE -> Criterion.Needs.NOTHING;
            case WANDA -> Criterion.Needs.SQUARES;
            case OBS -> Criterion.Needs.PRODUCTS;
        };
    }

    /// Whether weights are compared within their row only.
    boolean byRow() {
        return this == WANDA;
    }

    /// The factor by column of `score = |w| * factor`, (columns).
    double[] factors(int columns, InputStatistics inputs, org.espalier.task.TaskContext context) {
        double[] factors = new double[columns];
        switch (this) {
            case MAGNITUDE -> java.util.Arrays.fill(factors, 1);
            case WANDA -> factors = inputs.norms(columns);
            case OBS -> {
                double[] diagonal = inputs.factor(Obs.DAMPING, context).inverseDiagonal();
                for (int j = 0; j < columns; j++) {
                    factors[j] = 1 / Math.sqrt(diagonal[j]);
                }
                for (int j : inputs.deadInputs()) {
                    factors[j] = 0;
                }
            }
        }
        return factors;
    }
}
