package org.espalier.workbench.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.espalier.task.Label;
import org.jspecify.annotations.Nullable;

/// A figure that a suite obtained.
///
/// @param name "suite/what/shape"; keeps its meaning from version to version
/// @param value in `unit`; the median where it was taken several times
/// @param label "estimated", "simulated" or "measured"
/// @param spread largest minus smallest of the repetitions, in `unit`; 0 for exact counts
/// @param beside what must be known to judge it ("read bandwidth 41.3 GB/s"); null where nothing must
/// @param limit what it cannot pass on this machine; null where it is itself such a limit, or a part of another figure
public record BenchResult(
        String name,
        double value,
        String unit,
        String label,
        double spread,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String beside,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BenchLimit limit) {

    /// A number of units that the virtual board counted exactly.
    static BenchResult simulated(String name, double value, String unit) {
        return new BenchResult(name, value, unit, Label.SIMULATED.word(), 0, null, null);
    }

    /// The median of several measurements.
    ///
    /// @param values at least one
    static BenchResult measured(String name, String unit, double... values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        double spread = sorted[sorted.length - 1] - sorted[0];
        return new BenchResult(name, median(values), unit, Label.MEASURED.word(), spread, null, null);
    }

    /// The middle of some values, or the mean of the two in the middle.
    static double median(double... values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /// The same with what must be known to judge it.
    public BenchResult beside(String what) {
        return new BenchResult(name, value, unit, label, spread, what, limit);
    }

    /// The same with what it cannot pass.
    BenchResult within(BenchLimit most) {
        return new BenchResult(name, value, unit, label, spread, beside, most);
    }
}
