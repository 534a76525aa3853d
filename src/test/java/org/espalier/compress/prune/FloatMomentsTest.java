package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.espalier.task.TaskContext;
import org.espalier.tensor.Gram;
import org.junit.jupiter.api.Test;

/// Second moments of wide layers are kept in floats, and their factor is made of products of floats.
class FloatMomentsTest {

    private static final int COLUMNS = 512;
    private static final int TOKENS = 350; // fewer than inputs: only the damping makes the moments invertible
    private static final int ROWS = 48;

    /// Inputs as decoders have them: a few large means, a few directions with most of the variance.
    private static double[] products(Random random) {
        double[] mean = new double[COLUMNS];
        double[][] directions = new double[20][COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
            mean[j] = random.nextGaussian() * (j % 97 == 0 ? 30 : 1);
            for (double[] direction : directions) {
                direction[j] = 3 * random.nextGaussian();
            }
        }
        double[] products = new double[COLUMNS * COLUMNS];
        for (int token = 0; token < TOKENS; token++) {
            double[] x = new double[COLUMNS];
            for (int j = 0; j < COLUMNS; j++) {
                x[j] = mean[j] + 0.1 * random.nextGaussian();
            }
            for (double[] direction : directions) {
                double share = random.nextGaussian();
                for (int j = 0; j < COLUMNS; j++) {
                    x[j] += share * direction[j];
                }
            }
            for (int i = 0; i < COLUMNS; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    products[i * COLUMNS + j] += x[i] * x[j];
                }
            }
        }
        for (int i = 0; i < products.length; i++) {
            products[i] = (float) products[i];
        }
        return products;
    }

    private static InputStatistics inputs(double[] products, Gram gram) {
        double[] squares = new double[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
            squares[j] = products[j * COLUMNS + j];
        }
        return InputStatistics.of(TOKENS, 1, new double[COLUMNS], squares, gram);
    }

    @Test
    void obsPrunesTheSameWeightsFromFloatsAsFromDoubles() {
        Random random = new Random(2);
        double[] products = products(random);
        ByteBuffer floats = ByteBuffer.allocate(products.length * Float.BYTES).order(ByteOrder.nativeOrder());
        for (double product : products) {
            floats.putFloat((float) product);
        }
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.02f * (float) random.nextGaussian();
        }
        Matrix weights = new Matrix(ROWS, COLUMNS, values);
        try (InputStatistics wide = inputs(products, Gram.of(products, COLUMNS));
                InputStatistics narrow = inputs(products, Gram.copy(floats.flip(), COLUMNS, false))) {
            Pruned fromDoubles = new Obs().prune(weights, wide, Target.of(0.5), TaskContext.NONE);
            Pruned fromFloats = new Obs().prune(weights, narrow, Target.of(0.5), TaskContext.NONE);
            assertEquals(fromDoubles.mask(), fromFloats.mask());
            assertEquals(0, fromFloats.weights().relativeChange(fromDoubles.weights()), 1e-4);
        }
    }
}
