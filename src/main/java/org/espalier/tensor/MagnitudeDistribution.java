package org.espalier.tensor;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// The distribution of the magnitudes of one tensor or of many, from their histograms alone: which share of weights a
/// threshold prunes, and which threshold a share needs. Exact: sixteen-bit weights have few magnitudes, and each is
/// counted.
public final class MagnitudeDistribution {

    /// Distinct magnitudes, ascending.
    private final float[] magnitudes;

    /// Weights up to and including each of them.
    private final long[] counts;

    private final long total;

    /// The distribution over all weights of some tensors, whose types may differ.
    public MagnitudeDistribution(Collection<MagnitudeHistogram> histograms) {
        TreeMap<Float, Long> merged = new TreeMap<>();
        long all = 0;
        for (MagnitudeHistogram histogram : histograms) {
            for (int code = 0; code < MagnitudeHistogram.CODES; code++) {
                long count = histogram.count(code);
                all += count;
                if (count > 0 && Float.isFinite(histogram.value(code))) {
                    merged.merge(histogram.value(code), count, Long::sum);
                }
            }
        }
        total = all;
        magnitudes = new float[merged.size()];
        counts = new long[merged.size()];
        int at = 0;
        long sum = 0;
        for (Map.Entry<Float, Long> entry : merged.entrySet()) {
            sum += entry.getValue();
            magnitudes[at] = entry.getKey();
            counts[at++] = sum;
        }
    }

    /// How many weights there are.
    public long total() {
        return total;
    }

    /// How many weights a threshold prunes: those whose magnitude is at most it, zeros included.
    public long pruned(double threshold) {
        int low = 0;
        int high = magnitudes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (magnitudes[middle] <= threshold) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : counts[low - 1];
    }

    /// The smallest threshold that prunes at least a share of the weights, the product rounded down as pruning does; 0
    /// where the share prunes none. Weights of one magnitude go together, so it may prune a few more.
    ///
    /// @param share in [0, 1]
    /// @throws IllegalArgumentException if it is not
    public float threshold(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of " + share);
        }
        long wanted = (long) (share * total);
        if (wanted <= 0 || counts.length == 0) {
            return 0;
        }
        int found = Arrays.binarySearch(counts, wanted);
        return magnitudes[Math.min(found < 0 ? -found - 1 : found, magnitudes.length - 1)];
    }
}
