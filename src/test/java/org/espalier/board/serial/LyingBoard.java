package org.espalier.board.serial;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.espalier.task.TaskContext;

/// A board that answers every request in a frame that checks, with a body that some bytes decide; silent when they
/// are used up.
final class LyingBoard implements BoardLink {

    private static final byte[] SILENCE = {};

    private final ByteBuffer lies;
    private final FrameDecoder heard = new FrameDecoder();

    LyingBoard(byte[] lies) {
        this.lies = ByteBuffer.wrap(lies);
    }

    @Override
    public String name() {
        return "lying board";
    }

    @Override
    public void write(byte[] bytes) {
        heard.feed(bytes);
    }

    @Override
    public byte[] read(Duration patience, TaskContext context) {
        Frame request = heard.poll().orElse(null);
        if (request == null || lies.remaining() < 2) {
            return SILENCE;
        }
        if (request.type() == Frame.CONNECT) {
            byte[] hello = new byte[7];
            hello[0] = 1;
            System.arraycopy(request.body(), 0, hello, 1, 4);
            return new Frame(Frame.CONNECT | Frame.ANSWER, request.sequence(), hello).encode();
        }
        int kind = lies.get() & 0xff;
        int length = Math.min(lies.get() & 0xff, lies.remaining());
        byte[] body = new byte[length];
        lies.get(body);
        int type = switch (kind) {
            case 0xf0 -> Frame.NAK;
            case 0xf1 -> Frame.REFUSED;
            case 0xf2 -> Frame.FAULT;
            case 0xf3 -> Frame.ACCEPTED;
            default -> request.type() | Frame.ANSWER;
        };
        int sequence = kind == 0xf4 ? request.sequence() + 1 & 0xffff : request.sequence();
        byte[] answer = new Frame(type, sequence, body).encode();
        return kind == 0xf5 ? Arrays.copyOf(answer, answer.length / 2) : answer;
    }

    @Override
    public void close() {}
}
