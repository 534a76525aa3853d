package org.espalier.board.serial;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A conversation with the firmware of one board, from connecting to closing the link.
public final class BoardSession implements AutoCloseable {

    /// Tried from the fastest down; ST-LINKs of all ages know them.
    private static final List<Integer> SPEEDS = List.of(921_600, 460_800, 230_400);

    private static final int CHUNK = Frame.LARGEST_BODY - 4;

    private final BoardLink link;
    private final Requests requests;
    private final Identity identity;
    private int slow;

    private BoardSession(BoardLink link, Requests requests, Identity identity) {
        this.link = link;
        this.requests = requests;
        this.identity = identity;
    }

    /// Greets the board behind a link and asks what it is; closing the session closes the link.
    ///
    /// @param nonce told to the board and back, so that no answer of an earlier session is taken for
    ///     one of this
    /// @throws WorkbenchException if nothing answers, or not in this protocol
    public static BoardSession open(BoardLink link, int nonce, Patience patience, TaskContext context) {
        Requests requests = new Requests(link, patience);
        requests.connect(nonce, context);
        byte[] body = requests.ask(Frame.IDENTIFY, new byte[0], context);
        return new BoardSession(link, requests, Identity.parse(link.name(), body));
    }

    /// Makes the line as fast as both ends can.
    ///
    /// @param now its speed
    /// @return its speed from now on
    public int raiseSpeed(int now, TaskContext context) {
        for (int speed : SPEEDS) {
            if (speed > now && requests.changeSpeed(now, speed, context)) {
                slow = now;
                return speed;
            }
        }
        return now;
    }

    /// What the board said it is.
    public Identity identity() {
        return identity;
    }

    /// The names of the plan's steps, in their order.
    public List<String> stepNames(TaskContext context) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < identity.steps(); i++) {
            byte[] text = requests.ask(Frame.NAME, shortBody(i), context);
            names.add(new String(text, StandardCharsets.UTF_8));
        }
        return names;
    }

    /// Runs the network on one picture.
    ///
    /// @param picture [Identity#inputBytes()] bytes, as the network takes them
    /// @param pattern what arena and stack are painted with before, to see afterwards what was written:
    ///     a byte that happens to equal it is not seen, so use two patterns on two runs
    public Inference infer(byte[] picture, byte pattern, TaskContext context) {
        if (picture.length != identity.inputBytes()) {
            throw new IllegalArgumentException(
                    "the board takes " + identity.inputBytes() + " bytes of picture, got " + picture.length);
        }
        requests.ask(Frame.PAINT, new byte[] {pattern}, context);
        byte[] crc = upload(picture, context);
        requests.ask(Frame.RUN, crc, context);
        byte[] logits = logits(context);
        List<Long> ticks = ticks(context);
        ByteBuffer marks = ByteBuffer.wrap(sized(requests.ask(Frame.MARKS, new byte[] {pattern}, context), 8))
                .order(ByteOrder.LITTLE_ENDIAN);
        return new Inference(logits, ticks, marks.getInt(), marks.getInt());
    }

    /// A part of the arena.
    public record Part(int offset, int bytes) {}

    /// What a run left after each step, and its logits.
    @SuppressWarnings("ArrayRecordComponent")
    public record Traced(List<byte[]> outputs, byte[] logits) {}

    /// Runs the network on one picture and reads a part of the arena after each step.
    ///
    /// @param parts one for each step: where its output lies
    public Traced trace(byte[] picture, List<Part> parts, TaskContext context) {
        requests.ask(Frame.HOLD, new byte[] {1}, context);
        byte[] crc = upload(picture, context);
        List<byte[]> outputs = new ArrayList<>();
        byte[] done = requests.ask(Frame.RUN, crc, context);
        while (done.length != 0) {
            int steps = ByteBuffer.wrap(sized(done, 2))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getShort()
                    & 0xFFFF;
            if (steps != outputs.size() + 1 || steps > parts.size()) {
                throw misunderstood();
            }
            outputs.add(read(parts.get(steps - 1), context));
            context.progress(steps, parts.size());
            done = requests.ask(Frame.GO, new byte[0], context);
        }
        requests.ask(Frame.HOLD, new byte[] {0}, context);
        return new Traced(outputs, logits(context));
    }

    private byte[] read(Part part, TaskContext context) {
        byte[] bytes = new byte[part.bytes()];
        for (int at = 0; at < bytes.length; at += Frame.LARGEST_BODY) {
            int count = Math.min(Frame.LARGEST_BODY, bytes.length - at);
            byte[] body = Arrays.copyOf(littleEndian(part.offset() + at, count), 6);
            System.arraycopy(sized(requests.ask(Frame.READ, body, context), count), 0, bytes, at, count);
        }
        return bytes;
    }

    /// Sends a picture and gives the checksum to run it by.
    private byte[] upload(byte[] picture, TaskContext context) {
        for (int offset = 0; offset < picture.length; offset += CHUNK) {
            int count = Math.min(CHUNK, picture.length - offset);
            byte[] body = Arrays.copyOf(littleEndian(offset), 4 + count);
            System.arraycopy(picture, offset, body, 4, count);
            requests.ask(Frame.WRITE, body, context);
        }
        CRC32 crc = new CRC32();
        crc.update(picture);
        return littleEndian((int) crc.getValue());
    }

    private byte[] logits(TaskContext context) {
        byte[] logits = new byte[identity.classes()];
        for (int at = 0; at < logits.length; at += Frame.LARGEST_BODY) {
            int count = Math.min(Frame.LARGEST_BODY, logits.length - at);
            // Firmware of earlier versions has no more than fit and knows no first class.
            byte[] body = at == 0 ? new byte[0] : shortBody(at);
            System.arraycopy(sized(requests.ask(Frame.LOGITS, body, context), count), 0, logits, at, count);
        }
        return logits;
    }

    private List<Long> ticks(TaskContext context) {
        List<Long> ticks = new ArrayList<>();
        while (ticks.size() < identity.steps()) {
            byte[] body = requests.ask(Frame.TICKS, shortBody(ticks.size()), context);
            int count = body.length / 4;
            if (count == 0 || body.length % 4 != 0 || count > identity.steps() - ticks.size()) {
                throw misunderstood();
            }
            ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                ticks.add(in.getInt() & 0xFFFFFFFFL);
            }
        }
        return ticks;
    }

    /// CRC-32 of a part of the image in the board's flash.
    public int checksum(int offset, int length, TaskContext context) {
        byte[] body = requests.ask(Frame.CHECKSUM, littleEndian(offset, length), context);
        return ByteBuffer.wrap(sized(body, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private byte[] sized(byte[] body, int length) {
        if (body.length != length) {
            throw misunderstood();
        }
        return body;
    }

    private WorkbenchException misunderstood() {
        return WorkbenchException.tool(
                "board.link.answer",
                link.name() + ": the board answered with another length than asked for",
                "Flash firmware made by this version of Espalier.");
    }

    private static byte[] shortBody(int value) {
        return Arrays.copyOf(littleEndian(value), 2);
    }

    private static byte[] littleEndian(int... values) {
        byte[] bytes = new byte[4 * values.length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
        return bytes;
    }

    @Override
    public void close() {
        if (slow > 0) {
            // The next host starts slowly; a board that does not hear this finds out by itself.
            requests.leaveSpeed(slow);
            slow = 0;
        }
        link.close();
    }
}
