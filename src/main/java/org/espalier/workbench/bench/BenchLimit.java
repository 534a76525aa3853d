package org.espalier.workbench.bench;

import org.espalier.task.Label;

/// What a figure cannot pass on the machine it was obtained on, in the figure's unit.
///
/// @param label "measured" where a clock gave it in the same run, "estimated" where a count was divided by a measured
///     rate or follows from the instruction set
/// @param by what sets it, for people
public record BenchLimit(double value, String label, String by) {

    /// A rate of this machine.
    static BenchLimit measured(double value, String by) {
        return new BenchLimit(value, Label.MEASURED.word(), by);
    }

    /// What follows from counting.
    static BenchLimit estimated(double value, String by) {
        return new BenchLimit(value, Label.ESTIMATED.word(), by);
    }
}
