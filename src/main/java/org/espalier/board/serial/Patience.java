package org.espalier.board.serial;

import java.time.Duration;

/// How long to wait for a board and how often to ask again.
///
/// @param answer for an answer that comes at once
/// @param work for one the board has to work for, once it has accepted the request
/// @param attempts how often a request is sent
public record Patience(Duration answer, Duration work, int attempts) {

    /// For a serial port at 115200 baud: a full frame takes 45 ms there.
    public static final Patience SERIAL = new Patience(Duration.ofMillis(500), Duration.ofMinutes(1), 12);

    /// For a line in memory, where silence is known at once.
    public static final Patience VIRTUAL = new Patience(Duration.ofMinutes(10), Duration.ofMinutes(10), 12);
}
