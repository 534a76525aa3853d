package org.espalier.board.serial;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.espalier.task.TaskContext;

/// A good wire that breaks one chosen frame once.
final class OneFault implements BoardLink {

    enum Kind {
        LOST,
        TWICE,
        FLIPPED,
        CUT
    }

    private final BoardLink wire;
    private int type = -1;
    private int at;
    private Kind kind = Kind.LOST;
    private int lostAnswer = -1;
    private int applied;

    OneFault(BoardLink wire) {
        this.wire = wire;
    }

    /// Breaks byte `at` of the next request of that type.
    void next(int type, int at, Kind kind) {
        this.type = type;
        this.at = at;
        this.kind = kind;
    }

    /// Loses the next answer of that type.
    void loseAnswer(int type) {
        lostAnswer = type;
    }

    int applied() {
        return applied;
    }

    @Override
    public boolean changeSpeed(int speed) {
        return wire.changeSpeed(speed);
    }

    @Override
    public String name() {
        return wire.name();
    }

    @Override
    public void write(byte[] bytes) {
        // The type is the first byte after the leading zero and the first count.
        if (bytes[2] != type || at >= bytes.length) {
            wire.write(bytes);
            return;
        }
        type = -1;
        applied++;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        switch (kind) {
            case LOST -> out.write(bytes, at + 1, bytes.length - at - 1);
            case TWICE -> out.write(bytes, at, bytes.length - at);
            case FLIPPED -> out.write(bytes, at, bytes.length - at);
            case CUT -> {}
        }
        byte[] broken = out.toByteArray();
        if (kind == Kind.FLIPPED) {
            broken[at] ^= 0x10;
        } else if (kind == Kind.TWICE) {
            broken = concat(Arrays.copyOf(bytes, at + 1), Arrays.copyOfRange(bytes, at, bytes.length));
        }
        wire.write(broken);
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    @Override
    public byte[] read(Duration patience, TaskContext context) {
        byte[] bytes = wire.read(patience, context);
        if (lostAnswer < 0) {
            return bytes;
        }
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(bytes);
        for (var frame = decoder.poll(); frame.isPresent(); frame = decoder.poll()) {
            if (frame.get().type() == lostAnswer) {
                lostAnswer = -1;
                applied++;
                return new byte[0];
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        wire.close();
    }
}
