package org.espalier.board.sim;

import java.time.Duration;

/// How a stretch of running the virtual board ended.
public sealed interface Outcome {

    /// The image polls its serial port and nothing is on the way: it goes on once bytes come.
    record Waiting() implements Outcome {}

    /// The image ran into `bkpt`, the end of a test program; `code` is what register r0 held.
    record Exited(int code) implements Outcome {}

    /// The image did what the microcontroller forbids.
    record Faulted(Fault fault) implements Outcome {}

    /// The processor stopped without an exit marker, as `wfi` does with no interrupt to wake it.
    record Halted(long address, String function) implements Outcome {}

    /// The time was up; running again goes on from there.
    record TimedOut(Duration limit) implements Outcome {}

    /// The user asked for a stop; running again goes on from there.
    record Cancelled() implements Outcome {}
}
