package org.espalier.search.nas;

import java.util.List;

/// One number for a supernet from the accuracies of some of its subnets, percent.
public final class SpaceScore {

    private static final double CONFIDENCE = 0.01;

    private SpaceScore() {}

    /// The mean of the best and the average (what the release means to compute).
    public static double released(List<Double> accuracies) {
        return (max(accuracies) + mean(accuracies)) / 2;
    }

    /// The mean and Hoeffding's margin `(max − min) sqrt(−ln 0.01 / 2n)`: what the average of all subnets is below with
    /// probability 0.99, if their range is the one seen. Few or scattered measurements are worth another look.
    public static double hoeffding(List<Double> accuracies) {
        double least =
                accuracies.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double margin = (max(accuracies) - least) * Math.sqrt(-Math.log(CONFIDENCE) / 2 / accuracies.size());
        return Math.min(100, mean(accuracies) + margin);
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
