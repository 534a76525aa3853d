package org.espalier.compress.prune;

import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.LinearAlgebra;
import org.jspecify.annotations.Nullable;

/// What calibration found out about one layer's inputs, summed in double precision.
///
/// How tokens were divided into sequences matters to no criterion, since it scales all scores alike; except where
/// an input is dead, and there hardly.
public final class InputStatistics implements AutoCloseable {

    private static final InputStatistics NONE = new InputStatistics(0, 0, 0, new double[0], null);

    private final int columns;
    private long tokens;
    private long sequences;
    private final double[] squares; // (columns)
    private final double @Nullable [] products; // (columns, columns), sum of x x^T
    private @Nullable InverseFactor factor;
    private double factorDamping;

    private InputStatistics(int columns, long tokens, long sequences, double[] squares, double @Nullable [] products) {
        this.columns = columns;
        this.tokens = tokens;
        this.sequences = sequences;
        this.squares = squares;
        this.products = products;
    }

    /// Nothing is known: enough for magnitude.
    public static InputStatistics none() {
        return NONE;
    }

    /// Starts at no tokens.
    ///
    /// @param columns the layer's inputs
    /// @param withProducts whether second moments are recorded too: 8 bytes times columns squared
    public static InputStatistics empty(int columns, boolean withProducts) {
        return new InputStatistics(
                columns, 0, 0, new double[columns], withProducts ? new double[columns * columns] : null);
    }

    /// Adds the inputs of one sequence.
    ///
    /// @param x (tokens, columns), row-major
    public void add(float[] x) {
        sequences++;
        for (int start = 0; start < x.length; start += columns) {
            tokens++;
            for (int j = 0; j < columns; j++) {
                squares[j] += (double) x[start + j] * x[start + j];
            }
            if (products != null) {
                for (int i = 0; i < columns; i++) {
                    double xi = x[start + i];
                    for (int j = 0; j < columns; j++) {
                        products[i * columns + j] += xi * x[start + j];
                    }
                }
            }
        }
    }

    /// Inputs whose sums an engine has already formed.
    ///
    /// @param tokens how many
    /// @param sequences in how many sequences they came
    /// @param squares (columns), the sum of squares of each
    /// @param products (columns, columns), the sum of x x^T; null where it is not needed
    static InputStatistics of(long tokens, long sequences, double[] squares, double @Nullable [] products) {
        return new InputStatistics(squares.length, tokens, sequences, squares, products);
    }

    /// Tokens seen.
    public long tokens() {
        return tokens;
    }

    /// Sequences the tokens came in. The published second moments are divided by half of it, and 1 is set where
    /// one is zero: only there does it matter.
    public long sequences() {
        return sequences;
    }

    /// Inputs that were zero in every token: nothing is known of the weights on them.
    int[] deadInputs() {
        return IntStream.range(0, columns).filter(j -> squares[j] == 0).toArray();
    }

    /// What OBS needs of the second moments; layers with the same inputs share it.
    synchronized InverseFactor inverseFactor(double damping, TaskContext context) {
        InverseFactor known = factor;
        if (known != null && factorDamping == damping) {
            return known;
        }
        close();
        InverseFactor fresh = InverseFactor.of(products(), columns, sequences / 2.0, damping, context);
        factor = fresh;
        factorDamping = damping;
        return fresh;
    }

    /// Whether every sum is a number; an activation that overflowed or is no number shows here.
    public boolean finite() {
        for (double square : squares) {
            if (!Double.isFinite(square)) {
                return false;
            }
        }
        return true;
    }

    /// Whether second moments were recorded.
    public boolean hasProducts() {
        return products != null;
    }

    /// The Euclidean norm of each input over all tokens.
    double[] norms(int expected) {
        if (columns != expected) {
            throw new IllegalArgumentException("statistics of " + columns + " inputs for " + expected + " columns");
        }
        double[] norms = new double[columns];
        for (int j = 0; j < columns; j++) {
            norms[j] = Math.sqrt(squares[j]);
        }
        return norms;
    }

    /// The sum of x x^T, (columns, columns).
    double[] products() {
        if (products == null) {
            throw new IllegalStateException("second moments were not recorded");
        }
        return products;
    }

    /// The squared size of `weights x` summed over all tokens: trace(W G W^T) with G the sum of x x^T.
    ///
    /// @param weights (rows, columns)
    double energy(float[] weights, int rows) {
        return LinearAlgebra.quadratic(weights, rows, products(), columns);
    }

    /// Refuses statistics a criterion cannot use.
    ///
    /// @throws WorkbenchException if there are no tokens, or an input was not a number
    public void check(String layer) {
        if (columns > 0 && tokens == 0) {
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

    /// Frees what OBS keeps outside the Java heap; it is made anew if it is asked for again.
    @Override
    public synchronized void close() {
        InverseFactor known = factor;
        if (known != null) {
            known.close();
            factor = null;
        }
    }
}
