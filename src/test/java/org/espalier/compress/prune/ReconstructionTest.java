package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OBS to the weight, and the refit of what stays.
class ReconstructionTest {

    private static final int ROWS = 6;
    private static final int COLUMNS = 20;
    private static final int TOKENS = 60;

    private final Random random = new Random(5);
    private final float[] w = gaussian(ROWS * COLUMNS);
    private final float[] x = gaussian(TOKENS * COLUMNS);
    private final float[] seen = noisy(x);

    private float[] gaussian(int count) {
        float[] values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = (float) random.nextGaussian());
        return values;
    }

    private float[] noisy(float[] values) {
        float[] noise = gaussian(values.length);
        float[] sum = values.clone();
        IntStream.range(0, sum.length).forEach(i -> sum[i] += 0.5f * noise[i]);
        return sum;
    }

    private static double[] moments(float[] a, float[] b) {
        double[] sum = new double[COLUMNS * COLUMNS];
        for (int t = 0; t < TOKENS; t++) {
            for (int i = 0; i < COLUMNS; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    sum[i * COLUMNS + j] += (double) a[t * COLUMNS + i] * b[t * COLUMNS + j];
                }
            }
        }
        return sum;
    }

    private Matrix pruned(Reconstruction rule, Moments moments, int zeros) {
        Matrix dense = new Matrix(ROWS, COLUMNS, w);
        return rule.prune(dense, rule.prepare(moments), zeros, TaskContext.NONE);
    }

    /// The squared distance of outputs from the dense model's.
    private double error(Matrix weights, float[] inputs) {
        double sum = 0;
        for (int t = 0; t < TOKENS; t++) {
            for (int row = 0; row < ROWS; row++) {
                double difference = 0;
                for (int j = 0; j < COLUMNS; j++) {
                    difference +=
                            weights.at(row, j) * inputs[t * COLUMNS + j] - w[row * COLUMNS + j] * x[t * COLUMNS + j];
                }
                sum += difference * difference;
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 59, 60, 61, 113, 119, 120})
    void prunesExactlyAsManyAsAsked(int zeros) {
        for (int block : new int[] {4, 7, 32}) {
            Matrix result = pruned(new Reconstruction(0.01, block, true), Moments.alike(COLUMNS, moments(x, x)), zeros);
            long found = IntStream.range(0, w.length)
                    .filter(i -> result.values()[i] == 0f)
                    .count();
            assertEquals(zeros, found, "block " + block);
        }
    }

    @Test
    void noZerosLeaveTheBytes() {
        assertArrayEquals(
                w,
                pruned(Reconstruction.published(), Moments.alike(COLUMNS, moments(x, x)), 0)
                        .values());
    }

    @Test
    void oneBlockWithoutExtrasIsSparseGpt() {
        double[] own = moments(x, x);
        Pruned known = new Obs(0.01, 32)
                .prune(
                        new Matrix(ROWS, COLUMNS, w),
                        SummedInputs.of(x, COLUMNS, true),
                        Target.of(0.5),
                        TaskContext.NONE);
        assertArrayEquals(
                known.weights().values(),
                pruned(new Reconstruction(0.01, 32, false), Moments.alike(COLUMNS, own), 60)
                        .values(),
                1e-4f);
    }

    @Test
    void theRefitIsNeverWorse() {
        double plain = error(pruned(new Reconstruction(1e-6, 8, false), Moments.alike(COLUMNS, moments(x, x)), 80), x);
        double refit = error(pruned(new Reconstruction(1e-6, 8, true), Moments.alike(COLUMNS, moments(x, x)), 80), x);
        assertTrue(refit <= plain * (1 + 1e-6), refit + " against " + plain);
    }

    @Test
    void aimingAtDenseOutputsMakesGoodForChangedInputs() {
        double plain =
                error(pruned(new Reconstruction(1e-6, 8, true), Moments.alike(COLUMNS, moments(seen, seen)), 60), seen);
        double aimed = error(
                pruned(
                        new Reconstruction(1e-6, 8, true),
                        new Moments(COLUMNS, moments(seen, seen), moments(seen, x)),
                        60),
                seen);
        assertTrue(aimed < 0.9 * plain, aimed + " against " + plain);
    }
}
