package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.List;
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
/// new weights, factorisation included.
final class PruneSuite implements BenchSuite {

    private static final int HIDDEN = 4096;
    private static final int INNER = 11008;
    private static final int TOKENS = 2048;
    private static final int REPETITIONS = 3;

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
        results.add(obs(seed, context));
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
        seconds(new Wanda(), weights, inputs, context); // The compiler's turn.
        for (int i = 0; i < REPETITIONS; i++) {
            seconds[i] = seconds(new Wanda(), weights, inputs, context);
        }
        return List.of(
                BenchResult.measured("prune/wanda/4096x4096", "seconds", seconds),
                HistogramBench.result(HIDDEN, INNER, seed, context));
    }

    private static BenchResult obs(long seed, TaskContext context) {
        context.stage("OBS on 4096 x 11008");
        Matrix weights = weights(HIDDEN, INNER, seed);
        Random random = new Random(seed + 1);
        double[] products = new double[INNER * INNER];
        double[] squares = new double[INNER];
        for (int i = 0; i < INNER; i++) {
            squares[i] = TOKENS * (1 + random.nextDouble());
            products[i * INNER + i] = squares[i];
            for (int j = 0; j < i; j++) {
                double product = 8 * random.nextGaussian();
                products[i * INNER + j] = product;
                products[j * INNER + i] = product;
            }
        }
        try (InputStatistics inputs =
                InputStatistics.of(TOKENS, 1, new double[INNER], squares, Gram.of(products, INNER))) {
            return BenchResult.measured(
                    "prune/obs/4096x11008", "seconds", seconds(new Obs(), weights, inputs, context));
        }
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
