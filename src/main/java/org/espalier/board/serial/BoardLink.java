package org.espalier.board.serial;

import java.time.Duration;
import org.espalier.task.TaskContext;

/// A two-way line of bytes to a board, real or virtual.
public interface BoardLink extends AutoCloseable {

    /// What the user calls it: a port, a board's id.
    String name();

    /// Sends all of `bytes`.
    ///
    /// @throws org.espalier.task.WorkbenchException if the line is gone
    void write(byte[] bytes);

    /// Changes the speed of this end of the line, in bits per second.
    ///
    /// @return false if the line has no speed, or not this one
    default boolean changeSpeed(int speed) {
        return false;
    }

    /// Waits for bytes: at least one, or none when `patience` is over or nothing can come any more.
    ///
    /// @throws org.espalier.task.WorkbenchException if the line is gone or the board broke down
    /// @throws org.espalier.task.CancelledException if the context asks for it
    byte[] read(Duration patience, TaskContext context);

    @Override
    void close();
}
