package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerRatiosTest {

    private static SeenLayer layer(String name, int rows, int columns, double outliers) {
        Random random = new Random(name.hashCode());
        float[] w = new float[rows * columns];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) (random.nextDouble() < outliers ? 100 : 1);
        }
        float[] ones = new float[columns];
        java.util.Arrays.fill(ones, 1);
        return new SeenLayer(name, new Matrix(rows, columns, w), KnownLayer.statistics(ones, columns));
    }

    private static double share(SeenLayer... block) {
        return Owl.PUBLISHED.share(Arrays.stream(block).map(Owl.Wanda::new).toList());
    }

    @Test
    void owlSpreadsTheSharesAroundTheMean() {
        double[] ratios = Owl.PUBLISHED.ratios(new double[] {3.1, 1.2, .8, .9, 1.6, 2.4}, 0.7);
        assertArrayEquals(new double[] {.60029, .73246, .76029, .75333, .70464, .64899}, ratios, 1e-5);
        assertArrayEquals(new double[] {.5, .5}, Owl.PUBLISHED.ratios(new double[] {2, 2}, 0.5), 1e-12);
    }

    @Test
    void owlKeepsMoreOfTheBlockWithOutliers() {
        double[] shares = {
            share(
                    layer("language_model.layers.0.mlp.up_proj", 20, 30, 0),
                    layer("language_model.layers.0.mlp.down_proj", 20, 30, 0)),
            share(layer("language_model.layers.1.mlp.up_proj", 20, 30, 0.05))
        };
        assertEquals(0, shares[0]);
        assertTrue(shares[1] > 2 && shares[1] < 8, shares[1] + " % outliers of about 5");
        assertArrayEquals(new double[] {.68, .52}, Owl.PUBLISHED.ratios(shares, 0.6), 1e-9);
    }

    @Test
    void ecoflapKeepsInProportionToTheScores() {
        long[] sizes = {100, 100, 200};
        double[] ratios = Ecoflap.PUBLISHED.ratios(new double[] {1, 2, 1}, sizes, 0.5);
        // 80 kept by all, 120 shared out as 1 : 2 : 1.
        assertArrayEquals(new double[] {.5, .2, .65}, ratios, 1e-9);
        double[] capped = Ecoflap.PUBLISHED.ratios(new double[] {0, 1000, 0}, sizes, 0.5);
        assertEquals(0, capped[1], 1e-9);
        assertEquals(200, 100 * capped[0] + 100 * capped[1] + 200 * capped[2], 1e-6);
        assertTrue(capped[0] <= 0.8 && capped[2] <= 0.8);
        assertThrows(IllegalArgumentException.class, () -> Ecoflap.PUBLISHED.ratios(new double[3], sizes, 0.9));
    }

    @Test
    void ecoflapScoresALayerByHowTheLossMovesWithIt() {
        SeenLayer first = layer("a", 4, 4, 0);
        SeenLayer second = layer("b", 4, 4, 0);
        // The loss is linear in the sum of a layer's weights, three times as steep in the second one.
        Ecoflap.LossOf model = (layer, weights) -> {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += Math.abs(weights[i] - layer.weights().values()[i]);
            }
            double sign = weights[0] > layer.weights().values()[0] ? 1 : -1;
            return new double[] {sign * sum * (layer.name().equals("a") ? 1 : 3)};
        };
        double[] scores = {
            Ecoflap.PUBLISHED.sensitivity(first, model, 3), Ecoflap.PUBLISHED.sensitivity(second, model, 3)
        };
        assertEquals(3 * scores[0], scores[1], 1e-4 * scores[1]);
        double[] ratios = Ecoflap.PUBLISHED.ratios(scores, new long[] {16, 16}, 0.6);
        assertTrue(ratios[0] > ratios[1], ratios[0] + " " + ratios[1]);
        assertEquals(1.2, ratios[0] + ratios[1], 1e-9);
        assertEquals(scores[0], Ecoflap.PUBLISHED.sensitivity(first, model, 3));
    }
}
