package org.espalier.cli;

import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Refuses numbers that no command can mean, before any work starts.
final class Within {

    private Within() {}

    /// Refuses a number outside `least` to `most`; an option that was not given passes.
    ///
    /// @throws WorkbenchException naming the option and the range: exit 2
    static void range(String option, @Nullable Number value, double least, double most) {
        if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw WorkbenchException.usage(
                    "option.range",
                    option + " is " + value,
                    "Give a number from " + text(least) + " to " + text(most) + ".");
        }
    }

    private static String text(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
