package org.espalier.board.serial;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Requests one after the other over a line that is not to be trusted: numbered, checked, sent again
/// until answered.
final class Requests {

    private static final int VERSION = 1;
    private static final int OUT_OF_ORDER = 3;
    private static final int TRIALS = 2;
    private static final String REFUSAL = "board.link.refused";

    private final BoardLink link;
    private final Patience patience;
    private final FrameDecoder decoder = new FrameDecoder();
    private int sequence;

    Requests(BoardLink link, Patience patience) {
        this.link = link;
        this.patience = patience;
    }

    /// Starts a session; requests count from 1 after it.
    void connect(int nonce, TaskContext context) {
        byte[] body = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(nonce)
                .array();
        sequence = 0;
        byte[] answer = exchange(new Frame(Frame.CONNECT, 0, body), nonce, context);
        if (answer[0] != VERSION) {
            throw WorkbenchException.tool(
                    "board.link.version",
                    link.name() + ": the firmware speaks version " + (answer[0] & 0xFF)
                            + " of the serial protocol, not " + VERSION,
                    "Flash firmware made by this version of Espalier.");
        }
    }

    /// Sends a request until its answer comes, and returns the answer's body.
    byte[] ask(int type, byte[] body, TaskContext context) {
        sequence = (sequence + 1) & 0xFFFF;
        return exchange(new Frame(type, sequence, body), 0, context);
    }

    /// Asks for another speed of the line and keeps it if the board is heard at it.
    ///
    /// @return whether it was kept; else the line has the speed it had
    boolean changeSpeed(int from, int to, TaskContext context) {
        byte[] body =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(to).array();
        try {
            ask(Frame.SPEED, body, context);
        } catch (WorkbenchException e) {
            if (e.code().equals(REFUSAL)) {
                return false;
            }
            throw e;
        }
        sequence = (sequence + 1) & 0xFFFF;
        Frame hello = new Frame(Frame.IDENTIFY, sequence, new byte[0]);
        if (link.changeSpeed(to) && attempt(hello, 0, TRIALS, context).isPresent()) {
            return true;
        }
        // The board gives the speed up as well, after half a second or three frames that do not check.
        link.changeSpeed(from);
        if (attempt(hello, 0, patience.attempts(), context).isEmpty()) {
            throw silent();
        }
        return false;
    }

    /// Tells the board to take its first speed again, without waiting for an answer.
    void leaveSpeed(int slow) {
        sequence = (sequence + 1) & 0xFFFF;
        byte[] body = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(slow)
                .array();
        try {
            link.write(new Frame(Frame.SPEED, sequence, body).encode());
            link.read(patience.answer(), TaskContext.NONE);
        } catch (WorkbenchException e) {
            // The line is gone already: so is what this was for.
            return;
        }
    }

    private byte[] exchange(Frame request, int nonce, TaskContext context) {
        return attempt(request, nonce, patience.attempts(), context).orElseThrow(this::silent);
    }

    private Optional<byte[]> attempt(Frame request, int nonce, int attempts, TaskContext context) {
        byte[] wire = request.encode();
        for (int attempt = 0; attempt < attempts; attempt++) {
            context.checkCancelled();
            link.write(wire);
            Optional<byte[]> answer = await(request, nonce, context);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private WorkbenchException silent() {
        return WorkbenchException.tool(
                "board.link.silent",
                link.name() + ": no answer after " + patience.attempts() + " attempts",
                "Check that the board runs Espalier's firmware (espalier board flash), that the port is right and that"
                        + " no other program holds it.");
    }

    /// The answer's body, or nothing if the request should be sent again.
    private Optional<byte[]> await(Frame request, int nonce, TaskContext context) {
        long deadline = System.nanoTime() + patience.answer().toNanos();
        while (true) {
            Optional<Frame> next = decoder.poll();
            if (next.isEmpty()) {
                long left = deadline - System.nanoTime();
                byte[] bytes = left <= 0 ? new byte[0] : link.read(Duration.ofNanos(left), context);
                if (bytes.length == 0) {
                    return Optional.empty();
                }
                decoder.feed(bytes);
                continue;
            }
            Frame frame = next.get();
            if (frame.type() == Frame.NAK) {
                return Optional.empty();
            }
            if (frame.type() == Frame.FAULT) {
                throw fault(frame.body());
            }
            if (frame.sequence() != request.sequence()) {
                continue;
            }
            if (frame.type() == Frame.ACCEPTED) {
                deadline = System.nanoTime() + patience.work().toNanos();
            } else if (frame.type() == Frame.REFUSED) {
                throw refused(frame.body());
            } else if (frame.type() == (request.type() | Frame.ANSWER) && isOfThisSession(frame, request, nonce)) {
                return Optional.of(frame.body());
            }
        }
    }

    private static boolean isOfThisSession(Frame answer, Frame request, int nonce) {
        if (request.type() != Frame.CONNECT) {
            return true;
        }
        return answer.body().length == 7
                && ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN).getInt(1) == nonce;
    }

    private WorkbenchException refused(byte[] body) {
        if (body.length > 0 && body[0] == OUT_OF_ORDER) {
            return WorkbenchException.tool(
                    "board.link.reset",
                    link.name() + ": the board was reset in the middle of the work",
                    "Check its power supply and the reset button, then start again.");
        }
        String text = new String(body, Math.min(1, body.length), Math.max(0, body.length - 1), StandardCharsets.UTF_8);
        return WorkbenchException.tool(
                REFUSAL,
                link.name() + ": the board refuses: " + text,
                "Flash firmware made by this version of Espalier for this network.");
    }

    private WorkbenchException fault(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(body, 24)).order(ByteOrder.LITTLE_ENDIAN);
        return WorkbenchException.tool(
                "board.fault",
                String.format(
                        "%s: the firmware stopped with exception %d (CFSR 0x%08X, HFSR 0x%08X, address 0x%08X) at"
                                + " 0x%08X, called from 0x%08X",
                        link.name(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt()),
                "Reset the board; if it happens again, report these numbers with the firmware folder.");
    }
}
