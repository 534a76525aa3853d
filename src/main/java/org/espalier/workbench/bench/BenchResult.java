package org.espalier.workbench.bench;

import org.espalier.task.Label;

/// A figure that a suite obtained.
///
/// @param name "suite/what/shape"; keeps its meaning from version to version
/// @param value in `unit`; the median where it was taken several times
/// @param label "estimated", "simulated" or "measured"
/// @param spread largest minus smallest of the repetitions, in `unit`; 0 for exact counts
public record BenchResult(String name, double value, String unit, String label, double spread) {

    /// A number of units that the virtual board counted exactly.
    public static BenchResult simulated(String name, double value, String unit) {
        return new BenchResult(name, value, unit, Label.SIMULATED.word(), 0);
    }

    /// The median of several measurements.
    ///
    /// @param values at least one
    public static BenchResult measured(String name, String unit, double... values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        double middle = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new BenchResult(name, middle, unit, Label.MEASURED.word(), sorted[sorted.length - 1] - sorted[0]);
    }
}
