package org.espalier.workbench.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.espalier.compress.prune.InputStatistics;
import org.espalier.compress.prune.Matrix;
import org.espalier.compress.prune.Obs;
import org.espalier.compress.prune.Target;
import org.espalier.compress.prune.Wanda;
import org.espalier.task.TaskContext;
import org.espalier.tensor.Gram;
import org.junit.jupiter.api.Test;

/// The anchors do the work they are timed for.
class TorchPruningTest {

    private static final int ROWS = 48;
    private static final int COLUMNS = 320;

    private static Matrix weights() {
        Random random = new Random(3);
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Matrix(ROWS, COLUMNS, values);
    }

    @Test
    void thePublishedSweepGivesTheWeightsOfOurs() {
        Matrix weights = weights();
        Random random = new Random(4);
        double[] squares = new double[COLUMNS];
        double[] products = new double[COLUMNS * COLUMNS];
        double mean = 0;
        for (int i = 0; i < COLUMNS; i++) {
            squares[i] = 500 * (1 + random.nextDouble());
            mean += squares[i] / COLUMNS;
            products[i * COLUMNS + i] = squares[i];
            for (int j = 0; j < i; j++) {
                double product = 8 * random.nextGaussian();
                products[i * COLUMNS + j] = product;
                products[j * COLUMNS + i] = product;
            }
        }
        double damping = 0.01 * mean;
        float[] published = new float[ROWS * COLUMNS];
        try (TorchPruning torch = new TorchPruning();
                InputStatistics inputs =
                        InputStatistics.of(500, 1, new double[COLUMNS], squares, Gram.of(products, COLUMNS))) {
            Gram moments = Gram.of(products, COLUMNS);
            assertTrue(torch.sparseGpt(weights, moments, damping, 0.5, published, TaskContext.NONE)
                            .seconds()
                    > 0);
            float[] own = new Obs()
                    .prune(weights, inputs, Target.of(0.5), TaskContext.NONE)
                    .weights()
                    .values();
            int apart = 0;
            for (int i = 0; i < own.length; i++) {
                apart += Math.abs(own[i] - published[i]) > 1e-3 ? 1 : 0;
            }
            // The published rule prunes the threshold itself too, one weight a block.
            assertTrue(apart <= ROWS * COLUMNS / 50, apart + " of " + own.length + " weights differ");
        }
    }

    @Test
    void thePublishedWandaGivesTheWeightsOfOurs() {
        Matrix weights = weights();
        Random random = new Random(6);
        double[] squares = random.doubles(COLUMNS, 100, 900).toArray();
        InputStatistics inputs = InputStatistics.of(500, 1, new double[COLUMNS], squares, null);
        float[] published = new float[ROWS * COLUMNS];
        try (TorchPruning torch = new TorchPruning()) {
            assertTrue(torch.wanda(weights, squares, 0.5, published) > 0);
        }
        float[] own = new Wanda()
                .prune(weights, inputs, Target.of(0.5), TaskContext.NONE)
                .weights()
                .values();
        int apart = 0;
        for (int i = 0; i < own.length; i++) {
            apart += own[i] == published[i] ? 0 : 1;
        }
        assertTrue(apart <= 4, apart + " weights differ: more than two rows where floats tie and doubles do not");
    }
}
