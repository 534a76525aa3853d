package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.espalier.model.vit.SubnetWeights;
import org.junit.jupiter.api.Test;

class WeightRoundingTest {

    private static final int INPUTS = 40;
    private static final int OUTPUTS = 12;
    private static final int ROWS = 300;

    private final Random random = new Random(3);
    private final SubnetWeights.Layer layer = layer();
    private final Sample sample = sample();
    private final Grid grid = Grid.uniform(INPUTS, 0.02, 0);

    private SubnetWeights.Layer layer() {
        float[] weight = new float[OUTPUTS * INPUTS];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextGaussian();
        }
        return new SubnetWeights.Layer("fc", OUTPUTS, INPUTS, weight, new float[OUTPUTS]);
    }

    /// Columns that depend on one another, as those between layers do, around means of their own.
    private Sample sample() {
        float[] rows = new float[ROWS * INPUTS];
        double[][] mix = new double[6][INPUTS];
        for (double[] line : mix) {
            Arrays.setAll(line, _ -> random.nextGaussian());
        }
        for (int r = 0; r < ROWS; r++) {
            for (double[] line : mix) {
                double strength = random.nextGaussian();
                for (int c = 0; c < INPUTS; c++) {
                    rows[r * INPUTS + c] += (float) (strength * line[c]);
                }
            }
            for (int c = 0; c < INPUTS; c++) {
                rows[r * INPUTS + c] += (float) (0.2 * random.nextGaussian() + c);
            }
        }
        Sample seen = new Sample(INPUTS, ROWS);
        seen.add(rows, 0, ROWS, ROWS);
        return seen;
    }

    private double[] steps() {
        double[] steps = new double[OUTPUTS];
        Arrays.setAll(steps, o -> LinearFit.rowScale(layer, grid, o));
        return steps;
    }

    private double error(byte[] weights) {
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            for (int o = 0; o < OUTPUTS; o++) {
                double error = 0;
                for (int k = 0; k < INPUTS; k++) {
                    double w = weights[o * INPUTS + k] * steps()[o] / grid.scale()[k];
                    error += (w - layer.weight()[o * INPUTS + k]) * (sample.at(r, k) - sample.mean(k));
                }
                sum += error * error;
            }
        }
        return sum;
    }

    @Test
    void theOutputChangesFarLessThanWithEachWeightRoundedToTheNearest() {
        double nearest = error(WeightRounding.round(layer, new Sample(INPUTS, 0), grid, steps()));
        double together = error(WeightRounding.round(layer, sample, grid, steps()));
        assertTrue(together < 0.3 * nearest, together + " for " + nearest);
    }

    @Test
    void withoutASampleEachWeightGoesToTheNearest() {
        byte[] weights = WeightRounding.round(layer, new Sample(INPUTS, 0), grid, steps());
        for (int i = 0; i < weights.length; i++) {
            assertEquals(Math.round(layer.weight()[i] * 0.02 / steps()[i / INPUTS]), weights[i]);
        }
    }

    @Test
    void noWeightLeavesItsRange() {
        double[] steps = steps();
        Arrays.setAll(steps, o -> steps[o] / 3);
        for (byte w : WeightRounding.round(layer, sample, grid, steps)) {
            assertTrue(w >= -127, "the weight " + w);
        }
    }
}
