package org.espalier.workbench.step;

import java.util.BitSet;
import java.util.List;

/// How far one net is ahead of another on the same pictures, over pairs of them.
///
/// Each picture counts once, with its mean over the pairs (right 1, wrong 0): what is said holds for other pictures of
/// the kind, not for other pairs.
///
/// @param points of accuracy, percent of the pictures
/// @param error standard error of that over pictures, points: the sample deviation of the pictures' differences by the
///     square root of their number
public record PairedDifference(double points, double error) {

    /// Of pairs of nets, the pictures each has right.
    ///
    /// @param ahead of each pair the one whose lead is asked for
    /// @param behind the other, at the same place
    /// @param pictures how many there are
    static PairedDifference of(List<BitSet> ahead, List<BitSet> behind, int pictures) {
        if (ahead.size() != behind.size() || ahead.isEmpty() || pictures < 2) {
            throw new IllegalArgumentException(ahead.size() + " and " + behind.size() + " on " + pictures);
        }
        double[] differences = new double[pictures];
        double mean = 0;
        for (int i = 0; i < pictures; i++) {
            for (int pair = 0; pair < ahead.size(); pair++) {
                differences[i] += (one(ahead.get(pair), i) - one(behind.get(pair), i)) / ahead.size();
            }
            mean += differences[i] / pictures;
        }
        double squares = 0;
        for (double difference : differences) {
            squares += (difference - mean) * (difference - mean);
        }
        return new PairedDifference(100 * mean, 100 * Math.sqrt(squares / (pictures - 1) / pictures));
    }

    private static double one(BitSet right, int picture) {
        return right.get(picture) ? 1 : 0;
    }
}
