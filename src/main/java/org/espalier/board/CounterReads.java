package org.espalier.board;

import java.util.ArrayList;
import java.util.List;
import org.espalier.board.sim.VirtualBoard.Tick;
import org.espalier.task.WorkbenchException;

/// Reads of a virtual board's cycle counter, and which of them are the firmware's own.
final class CounterReads {

    private CounterReads() {}

    /// The reads before each step and after the last: all there are, or where code of the user has read the counter
    /// too,
    /// those that are as far apart as the firmware says.
    ///
    /// @param ticks instructions of each step, as the firmware counted them
    /// @throws WorkbenchException if there are none such
    static List<Tick> between(List<Tick> reads, List<Long> ticks) {
        if (reads.size() == ticks.size() + 1) {
            return reads;
        }
        // From the last: a hook reads the counter before the firmware does.
        for (int start = reads.size() - 1; start >= 0; start--) {
            List<Tick> found = from(start, reads, ticks);
            if (found.size() == ticks.size() + 1) {
                return found;
            }
        }
        throw WorkbenchException.tool(
                "board.virtual.ticks",
                "the cycle counter was read " + reads.size() + " times for " + ticks.size()
                        + " steps, and none of these reads are the steps' own",
                "Call board_cycles() less often in user/, or not between steps.");
    }

    private static List<Tick> from(int start, List<Tick> reads, List<Long> ticks) {
        List<Tick> found = new ArrayList<>(List.of(reads.get(start)));
        for (int at = start + 1; at < reads.size() && found.size() <= ticks.size(); at++) {
            long since = reads.get(at).instructions() - found.getLast().instructions();
            long wanted = ticks.get(found.size() - 1);
            if (since == wanted) {
                found.add(reads.get(at));
            } else if (since > wanted) {
                break;
            }
        }
        return found;
    }
}
