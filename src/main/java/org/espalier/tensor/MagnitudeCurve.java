package org.espalier.tensor;

/// What pruning a tensor's smallest magnitudes takes away, for any ratio, from its histogram alone: exact in counts and
/// thresholds, and to rounding in the sums of squares.
public final class MagnitudeCurve {

    private final MagnitudeHistogram histogram;

    /// Elements up to and including each code.
    private final long[] counts = new long[MagnitudeHistogram.CODES];

    /// Their squares' sum.
    private final double[] squares = new double[MagnitudeHistogram.CODES];

    /// What goes at a ratio.
    ///
    /// @param pruned elements that go, the smallest
    /// @param threshold the largest magnitude among them; 0 where none goes
    /// @param share of the tensor's squared norm that goes with them, 0 to 1
    public record Cut(long pruned, float threshold, double share) {}

    /// The curve of a tensor whose elements are all numbers.
    public MagnitudeCurve(MagnitudeHistogram histogram) {
        this.histogram = histogram;
        long count = 0;
        double sum = 0;
        for (int code = 0; code < counts.length; code++) {
            long here = histogram.count(code);
            count += here;
            if (here > 0) {
                double value = histogram.value(code);
                sum += here * value * value;
            }
            counts[code] = count;
            squares[code] = sum;
        }
    }

    /// The cut at a ratio: as many elements as `prune apply --criterion magnitude` sets to zero, the product rounded
    /// down.
    ///
    /// @param ratio in [0, 1]
    public Cut at(double ratio) {
        long pruned = (long) (total() * ratio);
        if (pruned <= 0) {
            return new Cut(0, 0, 0);
        }
        int code = code(pruned);
        double value = histogram.value(code);
        long before = code == 0 ? 0 : counts[code - 1];
        double sum = (code == 0 ? 0 : squares[code - 1]) + (pruned - before) * value * value;
        double all = squares();
        return new Cut(pruned, (float) value, all == 0 ? 0 : Math.min(1, sum / all));
    }

    /// The first code up to which there are `wanted` elements or more.
    private int code(long wanted) {
        int low = 0;
        int high = counts.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (counts[middle] >= wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// How many elements there are.
    public long total() {
        return counts[counts.length - 1];
    }

    /// How many of them are zero.
    public long zeros() {
        return counts[0];
    }

    /// The squared norm.
    public double squares() {
        return squares[squares.length - 1];
    }
}
