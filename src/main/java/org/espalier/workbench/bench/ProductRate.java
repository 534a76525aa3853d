package org.espalier.workbench.bench;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Product32;

/// What all processors together multiply and add in floats while everything is in their caches: the limit of whatever
/// is made of products.
final class ProductRate {

    private static final int ROWS = 96;
    private static final int DEPTH = 128;
    private static final int COLUMNS = 128;
    private static final int TIMES = 400;
    private static final int REPETITIONS = 9;
    private static final int WARM_UP = 4;

    private ProductRate() {}

    /// Operations in a second, 10^9; a multiplication and an addition are two.
    static BenchResult result(TaskContext context) {
        Product32 product = Product32.fastest();
        int threads = Runtime.getRuntime().availableProcessors();
        double[] rates = new double[REPETITIONS];
        for (int i = -WARM_UP; i < REPETITIONS; i++) {
            context.checkCancelled();
            long begin = System.nanoTime();
            IntStream.range(0, threads).parallel().forEach(_ -> multiply(product));
            double operations = 2.0 * ROWS * DEPTH * COLUMNS * TIMES * threads;
            if (i >= 0) {
                rates[i] = operations / (System.nanoTime() - begin);
            }
        }
        return BenchResult.measured("prune/products", "GFLOP/s", rates);
    }

    private static void multiply(Product32 product) {
        float[] left = new float[ROWS * DEPTH];
        float[] right = new float[DEPTH * COLUMNS];
        float[] out = new float[ROWS * COLUMNS];
        Arrays.fill(left, 0.5f);
        Arrays.fill(right, 0.25f);
        float[] packed = Product32.pack(right, 0, COLUMNS, 1, DEPTH, COLUMNS);
        for (int i = 0; i < TIMES; i++) {
            product.add(left, 0, DEPTH, ROWS, packed, DEPTH, out, 0, COLUMNS);
        }
    }
}
