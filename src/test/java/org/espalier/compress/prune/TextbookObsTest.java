package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.espalier.task.TaskContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextbookObsTest {

    @ParameterizedTest
    @CsvSource({
        "6, 24, 8, 60, 0.5, unstructured, EXACT",
        "6, 24, 8, 60, 0.5, unstructured, COMPAT",
        "5, 40, 16, 90, 0.37, unstructured, EXACT",
        "9, 32, 128, 12, 0.7, unstructured, EXACT",
        "9, 36, 16, 12, 0.2, unstructured, COMPAT",
        "7, 32, 16, 80, 0.5, 2:4, EXACT",
        "3, 48, 16, 20, 0.5, 4:8, EXACT",
    })
    void obsIsWhatItsDefinitionSays(
            int rows, int columns, int block, int tokens, double ratio, String pattern, TieRule ties) {
        Random random = new Random(rows * 1000L + columns);
        float[] w = new float[rows * columns];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) random.nextGaussian();
        }
        float[] x = new float[tokens * columns];
        for (int t = 0; t < tokens; t++) {
            double shared = random.nextGaussian();
            for (int j = 0; j < columns; j++) {
                x[t * columns + j] = j == 5 ? 0 : (float) ((1 + j % 4) * (random.nextGaussian() + shared));
            }
        }
        Matrix weights = new Matrix(rows, columns, w);
        Target target = new Target(ratio, Pattern.parse(pattern), ties);
        TextbookObs expected = TextbookObs.prune(weights, x, 0.01, block, target);
        InputStatistics inputs = KnownLayer.statistics(x, columns);
        Pruned found = new Obs(0.01, block).prune(weights, inputs, target, TaskContext.NONE);
        double size = 0;
        for (float value : w) {
            size = Math.max(size, Math.abs(value));
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                assertEquals(expected.pruned[i][j], found.mask().pruned(i, j), i + "," + j);
                assertEquals(expected.w[i][j], found.weights().at(i, j), 2e-6 * size, i + "," + j);
            }
        }
        double error = KnownLayer.outputError(weights, found.weights(), x);
        double energy = inputs.energy(w, rows);
        assertEquals(error / energy, found.outputError().orElseThrow(), 1e-5);
        assertTrue(found.mask().pruned(0, 5) || found.weights().at(0, 5) == 0, "a dead input's weights are zero");
    }
}
