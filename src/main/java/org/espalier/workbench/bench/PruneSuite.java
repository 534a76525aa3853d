package org.espalier.workbench.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.InputStatistics;
import org.espalier.compress.prune.Matrix;
import org.espalier.compress.prune.Obs;
import org.espalier.compress.prune.Target;
import org.espalier.compress.prune.Wanda;
import org.espalier.task.TaskContext;
import org.espalier.tensor.Gram;

/// Single matrices of LLaMA-7B's sizes with random weights, pruned by half: from the statistics of their inputs to
/// new weights, factorisation included. Beside each stands what the published Python's operations take on the same
/// PyTorch in the same run.
final class PruneSuite implements BenchSuite {

    static final int HIDDEN = 4096;
    private static final int INNER = 11008;
    private static final int TOKENS = 2048;
    private static final int WARM = 1024; // rows and columns of a matrix that only warms up
    private static final int WARM_UPS = 8; // a matrix of a model with more than two hundred, not its first
    private static final int REPETITIONS = 5;
    private static final double DAMPING = 0.01;

    /// The factor of the second moments, n^3 / 3, and what each column takes from those before it, rows n^2.
    static final double OPERATIONS = (double) INNER * INNER * INNER / 3 + (double) HIDDEN * INNER * INNER;

    @Override
    public String name() {
        return "prune";
    }

    @Override
    public String title() {
        return "Pruning one matrix";
    }

    @Override
    public List<BenchResult> run(long seed, TaskContext context) {
        List<BenchResult> results = new ArrayList<>(runQuickly(seed, context));
        results.addAll(PruneLimits.beside(obs(seed, context), context));
        return results;
    }

    @Override
    public List<BenchResult> runQuickly(long seed, TaskContext context) {
        context.stage("Wanda on 4096 x 4096");
        Matrix weights = weights(HIDDEN, HIDDEN, seed);
        double[] squares = new double[HIDDEN];
        Random random = new Random(seed + 1);
        for (int j = 0; j < HIDDEN; j++) {
            squares[j] = TOKENS * (0.5 + random.nextDouble());
        }
        InputStatistics inputs = InputStatistics.of(TOKENS, 1, new double[HIDDEN], squares, null);
        double[] seconds = new double[REPETITIONS];
        for (int i = -WARM_UPS; i < REPETITIONS; i++) {
            double taken = seconds(new Wanda(), weights, inputs, context);
            if (i >= 0) {
                seconds[i] = taken;
            }
        }
        double[] published = new double[REPETITIONS];
        try (TorchPruning torch = new TorchPruning()) {
            for (int i = -1; i < REPETITIONS; i++) {
                double taken = torch.wanda(weights, squares, 0.5, new float[HIDDEN * HIDDEN]);
                if (i >= 0) {
                    published[i] = taken;
                }
            }
        }
        BenchResult anchor = BenchResult.measured("prune/wanda/4096x4096/published", "seconds", published);
        return PruneLimits.beside(
                List.of(
                        BenchResult.measured("prune/wanda/4096x4096", "seconds", seconds)
                                .beside(times(anchor, seconds)),
                        anchor,
                        HistogramBench.result(HIDDEN, INNER, seed, context)),
                context);
    }

    private static List<BenchResult> obs(long seed, TaskContext context) {
        context.stage("OBS on 4096 x 11008");
        Matrix weights = weights(HIDDEN, INNER, seed);
        Random random = new Random(seed + 1);
        double[] squares = new double[INNER];
        double[] few = new double[WARM];
        Matrix small = weights(WARM, WARM, seed);
        // Floats, as calibration keeps matrices as wide as this.
        try (Gram products = products(squares, random);
                Gram fewProducts = products(few, random);
                TorchPruning torch = new TorchPruning()) {
            obsSeconds(small, few, fewProducts, context); // The compiler's turn.
            obsSeconds(weights, squares, products, context); // The heap's: a model has more than one such matrix.
            double[] own = new double[REPETITIONS];
            for (int i = 0; i < REPETITIONS; i++) {
                own[i] = obsSeconds(weights, squares, products, context);
            }
            context.stage("The published operations on 4096 x 11008");
            torch.sparseGpt(small, fewProducts, added(few), 0.5, new float[WARM * WARM], context);
            TorchPruning.Taken published =
                    torch.sparseGpt(weights, products, added(squares), 0.5, new float[HIDDEN * INNER], context);
            BenchResult anchor = BenchResult.measured("prune/obs/4096x11008/published", "seconds", published.seconds());
            String parts = String.format(
                    Locale.ROOT, "factor %.1f s, sweep %.1f s", published.factorSeconds(), published.sweepSeconds());
            BenchResult rate = ProductRate.result(context);
            return List.of(
                    BenchResult.measured("prune/obs/4096x11008", "seconds", own).beside(times(anchor, own)),
                    anchor.beside(parts),
                    rate);
        }
    }

    private static double added(double[] squares) {
        return DAMPING * Arrays.stream(squares).average().orElse(0);
    }

    /// From second moments that nobody has factored; how large the dense outputs are calibration knows too.
    @SuppressWarnings("MustBeClosedChecker") // The moments are the caller's.
    private static double obsSeconds(Matrix weights, double[] squares, Gram products, TaskContext context) {
        InputStatistics inputs = InputStatistics.of(TOKENS, 1, new double[squares.length], squares, products)
                .withEnergy(1);
        return seconds(new Obs(), weights, inputs, context);
    }

    /// Sums of products whose diagonal stands out enough for the matrix to be positive definite.
    ///
    /// @param squares gets the diagonal
    private static Gram products(double[] squares, Random random) {
        int n = squares.length;
        ByteBuffer bytes = ByteBuffer.allocateDirect(n * n * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < n; i++) {
            squares[i] = TOKENS * (1 + random.nextDouble());
            bytes.putFloat(Float.BYTES * (i * n + i), (float) squares[i]);
            for (int j = 0; j < i; j++) {
                float product = 8 * (float) random.nextGaussian();
                bytes.putFloat(Float.BYTES * (i * n + j), product);
                bytes.putFloat(Float.BYTES * (j * n + i), product);
            }
        }
        return Gram.copy(bytes, n, false);
    }

    private static String times(BenchResult anchor, double... own) {
        return String.format(
                Locale.ROOT, "published operations take %.1f times as long", anchor.value() / BenchResult.median(own));
    }

    private static double seconds(Criterion criterion, Matrix weights, InputStatistics inputs, TaskContext context) {
        long start = System.nanoTime();
        criterion.prune(weights, inputs, Target.of(0.5), context);
        return (System.nanoTime() - start) / 1e9;
    }

    private static Matrix weights(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Matrix(rows, columns, values);
    }
}
