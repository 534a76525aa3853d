package org.espalier.board.serial;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.zip.CRC32;

/// Finds the frames that check in a stream of bytes; everything else is dropped. Holds one frame's bytes at most.
final class FrameDecoder {

    private final byte[] raw = new byte[Frame.HEAD + Frame.LARGEST_BODY + Frame.TAIL];
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private int length;
    private int left;
    private boolean zero;
    private boolean broken;

    /// Takes bytes in; frames they complete can be polled.
    void feed(byte[] bytes) {
        for (byte b : bytes) {
            feed(b & 0xFF);
        }
    }

    /// The next complete frame.
    Optional<Frame> poll() {
        return Optional.ofNullable(frames.poll());
    }

    private void feed(int b) {
        if (b == 0) {
            finish();
        } else if (left == 0) {
            if (zero) {
                put((byte) 0);
            }
            left = b - 1;
            zero = b < 255;
        } else {
            put((byte) b);
            left--;
        }
    }

    private void put(byte value) {
        if (length == raw.length) {
            broken = true;
        } else {
            raw[length++] = value;
        }
    }

    private void finish() {
        if (!broken && left == 0 && length >= Frame.HEAD + Frame.TAIL) {
            ByteBuffer view = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            int body = view.getShort(3) & 0xFFFF;
            if (length == Frame.HEAD + body + Frame.TAIL) {
                CRC32 crc = new CRC32();
                crc.update(raw, 0, Frame.HEAD + body);
                if ((int) crc.getValue() == view.getInt(Frame.HEAD + body)) {
                    byte[] content = new byte[body];
                    view.get(Frame.HEAD, content);
                    frames.add(new Frame(raw[0] & 0xFF, view.getShort(1) & 0xFFFF, content));
                }
            }
        }
        length = 0;
        left = 0;
        zero = false;
        broken = false;
    }
}
