package org.espalier.compress.prune;

import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Gram;
import org.espalier.tensor.LinearAlgebra;
import org.jspecify.annotations.Nullable;

/// What calibration found out about one layer's inputs.
///
/// How tokens were divided into sequences matters to no criterion, since it scales all scores alike; except where
/// an input is dead, and there hardly. Closing frees what is outside the Java heap.
public final class InputStatistics implements AutoCloseable {

    private static final double UNKNOWN = -1;
    private static final InputStatistics NONE =
            new InputStatistics(new Moments(0, 0, new double[0], new double[0], null), UNKNOWN);

    private final Moments moments;
    private final double energy;

    private InputStatistics(Moments moments, double energy) {
        this.moments = moments;
        this.energy = energy;
    }

    /// What layers with the same inputs share.
    private static final class Moments {

        private final long tokens;
        private final long sequences;
        private final double[] totals; // (columns)
        private final double[] squares; // (columns)
        private final @Nullable Gram products; // (columns, columns), sum of x x^T
        private @Nullable DampedFactor factor;
        private double factorDamping;

        Moments(long tokens, long sequences, double[] totals, double[] squares, @Nullable Gram products) {
            this.tokens = tokens;
            this.sequences = sequences;
            this.totals = totals;
            this.squares = squares;
            this.products = products;
        }

        synchronized DampedFactor factor(double damping, TaskContext context) {
            DampedFactor known = factor;
            if (known != null && factorDamping == damping) {
                return known;
            }
            dropFactor();
            Gram gram = products;
            if (gram == null) {
                throw new IllegalStateException("second moments were not recorded");
            }
            DampedFactor fresh = DampedFactor.of(gram, sequences / 2.0, damping, context);
            factor = fresh;
            factorDamping = damping;
            return fresh;
        }

        synchronized void dropFactor() {
            factor = null;
        }
    }

    /// Nothing is known: enough for magnitude.
    static InputStatistics none() {
        return NONE;
    }

    /// Inputs whose sums an engine has already formed.
    ///
    /// @param tokens how many
    /// @param sequences in how many sequences they came
    /// @param totals (columns), the sum of each
    /// @param squares (columns), the sum of squares of each
    /// @param products the sum of x x^T; null where it is not needed
    public static InputStatistics of(
            long tokens, long sequences, double[] totals, double[] squares, @Nullable Gram products) {
        return new InputStatistics(new Moments(tokens, sequences, totals, squares, products), UNKNOWN);
    }

    /// The same inputs, of a layer whose squared outputs have the given sum.
    public InputStatistics withEnergy(double outputs) {
        return new InputStatistics(moments, outputs);
    }

    /// Tokens seen.
    long tokens() {
        return moments.tokens;
    }

    /// Sequences the tokens came in. The published second moments are divided by half of it, and 1 is set where
    /// one is zero: only there does it matter.
    long sequences() {
        return moments.sequences;
    }

    /// Inputs that were zero in every token: nothing is known of the weights on them.
    int[] deadInputs() {
        double[] squares = moments.squares;
        return IntStream.range(0, squares.length).filter(j -> squares[j] == 0).toArray();
    }

    /// What OBS needs of the second moments; layers with the same inputs share it.
    DampedFactor factor(double damping, TaskContext context) {
        return moments.factor(damping, context);
    }

    /// Whether every sum is a number; an activation that overflowed or is no number shows here.
    boolean finite() {
        for (double square : moments.squares) {
            if (!Double.isFinite(square)) {
                return false;
            }
        }
        return true;
    }

    /// Whether second moments were recorded.
    boolean hasProducts() {
        return moments.products != null;
    }

    /// The Euclidean norm of each input over all tokens.
    double[] norms(int expected) {
        double[] squares = moments.squares;
        if (squares.length != expected) {
            throw new IllegalArgumentException(
                    "statistics of " + squares.length + " inputs for " + expected + " columns");
        }
        double[] norms = new double[expected];
        for (int j = 0; j < expected; j++) {
            norms[j] = Math.sqrt(squares[j]);
        }
        return norms;
    }

    /// The mean of each input over all tokens, (columns).
    double[] means() {
        double[] means = moments.totals.clone();
        for (int j = 0; j < means.length; j++) {
            means[j] /= Math.max(1, moments.tokens);
        }
        return means;
    }

    /// The variance of each input over all tokens, divided by one less than their number, (columns).
    double[] variances() {
        double[] means = means();
        double[] variances = moments.squares.clone();
        for (int j = 0; j < means.length; j++) {
            double about = variances[j] - means[j] * moments.totals[j];
            variances[j] = Math.max(0, about) / Math.max(1, moments.tokens - 1);
        }
        return variances;
    }

    /// The sum of x x^T.
    Gram products() {
        Gram products = moments.products;
        if (products == null) {
            throw new IllegalStateException("second moments were not recorded");
        }
        return products;
    }

    /// The squared size of `weights x` summed over all tokens: trace(W G W^T) with G the sum of x x^T.
    ///
    /// @param weights (rows, columns)
    double energy(float[] weights, int rows) {
        return LinearAlgebra.quadratic(weights, rows, products());
    }

    /// The squared size of the dense layer's outputs: as it was seen, or else worked out.
    double denseEnergy(Matrix dense) {
        return energy == UNKNOWN ? energy(dense.values(), dense.rows()) : energy;
    }

    /// Refuses statistics a criterion cannot use.
    ///
    /// @throws WorkbenchException if there are no tokens, or an input was not a number
    void check(String layer) {
        if (moments.squares.length > 0 && moments.tokens == 0) {
            throw WorkbenchException.input(
                    "prune.calibration.empty",
                    "layer " + layer + " saw no calibration token",
                    "Add samples to the calibration file.");
        }
        if (!finite()) {
            throw WorkbenchException.input(
                    "prune.calibration.overflow",
                    "layer " + layer + " has calibration inputs that are infinite or no numbers",
                    "Check the model with 'espalier model logits': its weights or the layers before are broken.");
        }
    }

    @Override
    public void close() {
        moments.dropFactor();
        Gram products = moments.products;
        if (products != null) {
            products.close();
        }
    }
}
