package org.espalier.model.eval;

import com.fasterxml.jackson.annotation.JsonValue;

/// A benchmark's score over some of its questions, in percent.
public sealed interface Part {

    /// The figure that stands for this part where there is room for one.
    double percent();

    /// One number.
    record Percent(@JsonValue double percent) implements Part {}

    /// Yes-or-no questions, with "yes" as the positive answer.
    ///
    /// @param accuracy share of right answers
    /// @param f1 harmonic mean of precision and recall
    /// @param precision share of right ones among the answers "yes"
    /// @param recall share of the questions to be answered "yes" that were
    /// @param yes share of the answers "yes"
    record YesNo(double accuracy, double f1, double precision, double recall, double yes) implements Part {

        @Override
        public double percent() {
            return accuracy;
        }
    }
}
