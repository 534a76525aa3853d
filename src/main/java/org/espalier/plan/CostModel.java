package org.espalier.plan;

/// How long a plan takes on its board, estimated.
public interface CostModel {

    /// Cycles of one inference.
    double cycles(Plan plan);

    /// Milliseconds of one inference at a core clock.
    default double milliseconds(Plan plan, Board board) {
        return 1000 * cycles(plan) / board.coreHertz();
    }
}
