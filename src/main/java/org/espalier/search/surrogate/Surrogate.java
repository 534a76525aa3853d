package org.espalier.search.surrogate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// A guess at the objective of candidates that are not scored yet, learned from those that are (kriging; Jones,
/// Schonlau and Welch, 1998). A score costs seconds to minutes, a guess far less: of many children evolution scores the
/// most promising ones.
///
/// Objectives enter as logistic scores of their ranks, so that a few ruined candidates do not drown the rest. What is
/// promising has a low guess less one deviation; what was chosen before counts as seen, so that one generation does
/// not crowd in one place.
public final class Surrogate {

    private static final int FEWEST = 6;
    private static final int MOST = 200;
    private static final double[] LENGTHS = {0.1, 0.2, 0.4, 0.8};
    private static final double[] NOISES = {0.03, 0.1, 0.3};
    private static final double LOGISTIC_DEVIATION = Math.PI / Math.sqrt(3);

    private GaussianProcess process;

    private Surrogate(GaussianProcess process) {
        this.process = process;
    }

    /// Whether so many scores are enough to guess by.
    public static boolean enough(int scores) {
        return scores >= FEWEST;
    }

    /// Learns from scored candidates; of very many, from the best.
    ///
    /// @param ratios by candidate and gene, from 0 to 1
    /// @param objectives of the candidates, the least is the best
    public static Surrogate of(List<double[]> ratios, List<Double> objectives) {
        double[][] points = IntStream.range(0, objectives.size())
                .boxed()
                .sorted(Comparator.comparingDouble(objectives::get))
                .limit(MOST)
                .map(ratios::get)
                .toArray(double[][]::new);
        int n = points.length;
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            double rank = (i + 0.5) / n;
            values[i] = StrictMath.log(rank / (1 - rank)) / LOGISTIC_DEVIATION;
        }
        double wide = Math.sqrt(points[0].length / 2.0);
        List<GaussianProcess> all = new ArrayList<>();
        for (double length : LENGTHS) {
            for (double noise : NOISES) {
                all.add(GaussianProcess.of(points, values, length * wide, noise));
            }
        }
        double[] errors = all.stream().mapToDouble(GaussianProcess::leaveOneOut).toArray();
        int best = 0;
        for (int i = 1; i < errors.length; i++) {
            best = errors[i] < errors[best] ? i : best;
        }
        return new Surrogate(all.get(best));
    }

    /// The lower, the more promising.
    public double guess(double[] ratios) {
        GaussianProcess.Guess guess = process.at(ratios);
        return guess.mean() - guess.deviation();
    }

    /// What to expect without regard to how doubtful it is; the lower, the better.
    public double expected(double[] ratios) {
        return process.at(ratios).mean();
    }

    /// Takes note that a candidate will be scored.
    public void chosen(double[] ratios) {
        process = process.believing(ratios);
    }
}
