package org.espalier.ui.session;

import org.espalier.plan.Plan;
import org.espalier.task.Label;

/// What a network needs of a board, against what the board has; in bytes.
///
/// @param sram needed at the peak
/// @param sramLimit available
/// @param flash needed for code and weights
/// @param flashLimit available
/// @param label where the needed numbers come from
public record Budget(long sram, long sramLimit, long flash, long flashLimit, Label label) {

    /// What a plan needs.
    public static Budget of(Plan plan) {
        return new Budget(
                plan.sram().total(),
                plan.sram().budget(),
                plan.flash().bytes(),
                plan.flash().budget(),
                Label.ESTIMATED);
    }
}
