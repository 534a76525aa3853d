package org.espalier.workbench.bench;

import java.lang.foreign.MemorySegment;
import org.espalier.task.TaskContext;
import org.espalier.tensor.DType;
import org.espalier.tensor.MagnitudeHistogram;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;
import org.espalier.tensor.kernel.Weights;
import org.espalier.workbench.gain.RandomMatrix;
import org.espalier.workbench.gain.Values;
import org.espalier.workbench.gain.Variant;

/// Counting the magnitudes of a bfloat16 matrix in memory.
final class HistogramBench {

    private static final int REPETITIONS = 7;
    private static final int WARM_UP = 3;

    private HistogramBench() {}

    /// Bytes counted in a second, 10^9.
    static BenchResult result(int rows, int columns, long seed, TaskContext context) {
        short[] bits = bits(RandomMatrix.of(rows, columns, Variant.dense(Values.BF16), seed));
        MappedTensor tensor =
                new MappedTensor("memory", "w", DType.BF16, Shape.of(rows, columns), MemorySegment.ofArray(bits));
        double[] rates = new double[REPETITIONS];
        for (int i = -WARM_UP; i < REPETITIONS; i++) {
            context.checkCancelled();
            long begin = System.nanoTime();
            MagnitudeHistogram.of(tensor);
            double rate = (double) tensor.bytes() / (System.nanoTime() - begin);
            if (i >= 0) {
                rates[i] = rate;
            }
        }
        return BenchResult.measured("prune/histogram", "GB/s", rates);
    }

    private static short[] bits(Weights weights) {
        return weights instanceof Weights.Dense16 dense ? dense.values() : new short[0];
    }
}
