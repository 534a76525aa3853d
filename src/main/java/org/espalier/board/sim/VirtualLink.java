package org.espalier.board.sim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.espalier.board.serial.BoardLink;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// The serial line of a virtual board. Time passes on the board only while someone reads; once it waits
/// for bytes itself a reader learns at once that nothing will come.
public final class VirtualLink implements BoardLink {

    private final VirtualBoard board;

    /// Takes the board over: closing the link switches it off.
    public VirtualLink(VirtualBoard board) {
        this.board = board;
    }

    @Override
    public String name() {
        return "virtual:" + board.machine().id();
    }

    @Override
    public void write(byte[] bytes) {
        board.send(bytes);
    }

    @Override
    public boolean changeSpeed(int speed) {
        board.changeSpeed(speed);
        return true;
    }

    @Override
    public byte[] read(Duration patience, TaskContext context) {
        byte[] waiting = board.received();
        if (waiting.length > 0) {
            return waiting;
        }
        Outcome outcome = board.run(patience, context);
        byte[] bytes = board.received();
        if (bytes.length > 0) {
            return bytes;
        }
        return switch (outcome) {
            case Outcome.Waiting _ -> bytes;
            case Outcome.Cancelled _ -> throw new CancelledException();
            case Outcome.TimedOut(Duration limit) ->
                throw broken(
                        "board.virtual.slow",
                        "the firmware was still busy after " + limit.toSeconds() + " s of running",
                        "Run it on a faster host, or look for an endless loop.");
            case Outcome.Faulted(Fault fault) ->
                throw broken("board.fault", fault.message(), "Generate the firmware again; if it stays, report it.");
            case Outcome.Exited(int code) ->
                throw broken(
                        "board.virtual.exit",
                        "the firmware ended with code " + code + " instead of waiting for requests",
                        "Flash firmware that mcu firmware has built.");
            case Outcome.Halted(long _, String function) ->
                throw broken(
                        "board.virtual.halt",
                        "the processor went to sleep in " + function + " with nothing to wake it",
                        "Flash firmware that mcu firmware has built.");
        };
    }

    private WorkbenchException broken(String code, String what, String remedy) {
        return WorkbenchException.tool(code, name() + ": " + what, remedy);
    }

    /// Sums at each read of the cycle counter since the last call.
    public List<VirtualBoard.Tick> takeTicks() {
        return board.takeTicks();
    }

    /// Instructions since power-up by function.
    public Map<String, Long> profile() {
        return board.profile();
    }

    @Override
    public void close() {
        board.close();
    }
}
