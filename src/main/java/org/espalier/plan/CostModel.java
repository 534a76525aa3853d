package org.espalier.plan;

/// How long a plan takes on its board.
public interface CostModel {

    /// Cycles of one inference.
    double cycles(Plan plan);

    /// What kind of figure this is: "estimated", "simulated" or "measured".
    String label();

    /// Milliseconds of one inference at a core clock.
    default double milliseconds(Plan plan, Board board) {
        return 1000 * cycles(plan) / board.coreHertz();
    }
}
