package org.espalier.board.sim;

import java.lang.foreign.MemorySegment;

/// From instructions to **estimated** cycles of a core, as long as nothing has to be waited for.
@FunctionalInterface
interface CycleModel {

    /// Cycles of one run of the block of `bytes` bytes at `offset`.
    int cycles(MemorySegment flash, long offset, int bytes);

    /// The model of a core ("cortex-m7"): two issue slots on the M7, one on the others.
    static CycleModel of(String core) {
        return core.equals("cortex-m7") ? IssueModel::cycles : SingleIssueModel::cycles;
    }
}
