package org.espalier.workbench.gain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Activations;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.Weights;

/// Times the products of one shape in several variants, in turns: what other work takes away, it takes from all
/// alike.
final class ShapeMeter {

    /// Memory from which a matrix surely does not lie in a cache when its turn comes again.
    private static final long LARGE = 32L << 20;

    private static final int WARM_UP = 3;

    private final int rounds;
    private final Multiplier multiplier;
    private final ReadMeter read;

    ShapeMeter(int rounds, Multiplier multiplier, ReadMeter read) {
        this.rounds = rounds;
        this.multiplier = multiplier;
        this.read = read;
    }

    /// Matrices of one variant, as many as a decoder has or as fill the caches, and room for their product.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Stock(List<Weights> copies, Activations x, float[] values, float[] y) {

        /// Seconds of one product.
        double seconds(Multiplier multiplier) {
            long begin = System.nanoTime();
            x.set(values);
            for (Weights w : copies) {
                multiplier.multiply(w, x, y);
            }
            return (System.nanoTime() - begin) / 1e9 / copies.size();
        }
    }

    /// Seconds of a product by variant, the lower quartile of all rounds: other work only lengthens them.
    ///
    /// @param bandwidths takes the read bandwidth of each round
    SequencedMap<Variant, Double> seconds(
            LayerShape shape, List<Variant> variants, List<Double> bandwidths, TaskContext context) {
        SequencedMap<Variant, Stock> stocks = new LinkedHashMap<>();
        for (Variant variant : variants) {
            context.checkCancelled();
            stocks.put(variant, stock(shape, variant));
        }
        SequencedMap<Variant, double[]> seconds = new LinkedHashMap<>();
        variants.forEach(variant -> seconds.put(variant, new double[rounds]));
        for (int round = -WARM_UP; round < rounds; round++) {
            context.checkCancelled();
            for (Map.Entry<Variant, double[]> entry : seconds.entrySet()) {
                Stock stock = stocks.get(entry.getKey());
                double took = stock == null ? Double.NaN : stock.seconds(multiplier);
                if (round >= 0) {
                    entry.getValue()[round] = took;
                }
            }
            if (round >= 0) {
                bandwidths.add(read.gigabytesPerSecond());
            }
        }
        SequencedMap<Variant, Double> quartiles = new LinkedHashMap<>();
        seconds.forEach((variant, all) -> quartiles.put(variant, quantile(0.25, all)));
        return quartiles;
    }

    private static Stock stock(LayerShape shape, Variant variant) {
        Weights first = RandomMatrix.of(shape, variant, 1);
        List<Weights> copies = new ArrayList<>(List.of(first));
        long wanted = Math.min(shape.count(), Math.ceilDiv(LARGE, Math.max(1, first.bytes())));
        while (copies.size() < wanted) {
            copies.add(RandomMatrix.of(shape, variant, 1 + copies.size()));
        }
        float[] values = new float[first.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 37 % 101 - 50) / 50f;
        }
        return new Stock(copies, new Activations(first.columns()), values, new float[first.rows()]);
    }

    /// The smallest of some values that at least a share of them do not exceed.
    static double quantile(double share, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
