package org.espalier.search.prune;

import java.util.List;

/// `J = loss + eta * omega`, to be made small; the paper maximises a fitness, which is `-J`.
///
/// @param loss which loss, on the proxy samples
/// @param omega which norm term, of the pruned weights
/// @param eta weight of the norm term
record Objective(Loss loss, Omega omega, double eta) {

    /// The objective of a score.
    double of(Score score) {
        return score.loss(loss) + (omega == Omega.NONE ? 0 : eta * score.omega(omega));
    }

    /// The eta at which loss and norm term spread equally over some scores; 0 if the term does not vary.
    static double adaptive(Loss loss, Omega omega, List<Score> scores) {
        double spread =
                deviation(scores.stream().mapToDouble(s -> s.omega(omega)).toArray());
        return spread == 0
                ? 0
                : deviation(scores.stream().mapToDouble(s -> s.loss(loss)).toArray()) / spread;
    }

    private static double deviation(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }
}
