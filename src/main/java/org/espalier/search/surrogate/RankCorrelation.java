package org.espalier.search.surrogate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// How well two scores agree on the order of candidates (Spearman 1904): 1 for the same order, -1 for the reverse, 0
/// for none. Equal values share the mean of their ranks.
public final class RankCorrelation {

    private RankCorrelation() {}

    /// Of two scores of the same candidates, in the same order; 0 where one of them tells none apart.
    ///
    /// @throws IllegalArgumentException if their numbers differ
    public static double of(double[] one, double[] other) {
        if (one.length != other.length) {
            throw new IllegalArgumentException(one.length + " values and " + other.length);
        }
        double[] a = ranks(one);
        double[] b = ranks(other);
        double mean = (one.length - 1) / 2.0;
        double together = 0;
        double spreadA = 0;
        double spreadB = 0;
        for (int i = 0; i < a.length; i++) {
            together += (a[i] - mean) * (b[i] - mean);
            spreadA += (a[i] - mean) * (a[i] - mean);
            spreadB += (b[i] - mean) * (b[i] - mean);
        }
        return spreadA == 0 || spreadB == 0 ? 0 : together / Math.sqrt(spreadA * spreadB);
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int at : Arrays.copyOfRange(order, from, to)) {
                ranks[at] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
