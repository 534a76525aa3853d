package org.espalier.board.serial;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/// One message on the line, as `link.h` of the firmware lays it out: type, sequence number, length,
/// body, CRC-32; coded without zero bytes (COBS) between two zero bytes.
///
/// @param type what is asked or answered
/// @param sequence number of the request, 0..65535
/// @param body at most [#LARGEST_BODY] bytes
@SuppressWarnings("ArrayRecordComponent")
record Frame(int type, int sequence, byte[] body) {

    static final int LARGEST_BODY = 512;
    static final int HEAD = 5;
    static final int TAIL = 4;

    static final int CONNECT = 0x01;
    static final int IDENTIFY = 0x02;
    static final int NAME = 0x03;
    static final int PAINT = 0x04;
    static final int WRITE = 0x05;
    static final int RUN = 0x06;
    static final int LOGITS = 0x07;
    static final int TICKS = 0x08;
    static final int MARKS = 0x09;
    static final int CHECKSUM = 0x0A;
    static final int HOLD = 0x0B;
    static final int GO = 0x0C;
    static final int READ = 0x0D;
    static final int SPEED = 0x0E;
    static final int ANSWER = 0x80;
    static final int ACCEPTED = 0x70;
    static final int NAK = 0x71;
    static final int REFUSED = 0x72;
    static final int FAULT = 0x73;

    Frame {
        if (body.length > LARGEST_BODY) {
            throw new IllegalArgumentException("a frame holds " + LARGEST_BODY + " bytes, not " + body.length);
        }
    }

    /// The bytes for the wire.
    byte[] encode() {
        ByteBuffer raw = ByteBuffer.allocate(HEAD + body.length + TAIL).order(ByteOrder.LITTLE_ENDIAN);
        raw.put((byte) type)
                .putShort((short) sequence)
                .putShort((short) body.length)
                .put(body);
        CRC32 crc = new CRC32();
        crc.update(raw.array(), 0, HEAD + body.length);
        raw.putInt((int) crc.getValue());
        return cobs(raw.array());
    }

    private static byte[] cobs(byte[] raw) {
        byte[] coded = new byte[raw.length + raw.length / 254 + 4];
        int mark = 1;
        int at = 2;
        for (byte b : raw) {
            if (b != 0) {
                coded[at++] = b;
            }
            if (b == 0 || at - mark == 255) {
                coded[mark] = (byte) (at - mark);
                mark = at++;
            }
        }
        coded[mark] = (byte) (at - mark);
        return Arrays.copyOf(coded, at + 1);
    }
}
