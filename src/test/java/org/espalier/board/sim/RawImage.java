package org.espalier.board.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Images of a few instructions written by hand.
final class RawImage {

    private static final long FLASH = 0x08000000L;
    private static final int STACK = 0x20010000;
    private static final int VECTORS = 8;

    private RawImage() {}

    /// An image that starts with the first of these instructions, of 16 bits or of the halves of 32.
    static FirmwareImage of(int... halfwords) {
        ByteBuffer bytes = ByteBuffer.allocate(VECTORS + 2 * halfwords.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(STACK).putInt((int) FLASH + VECTORS + 1);
        for (int halfword : halfwords) {
            bytes.putShort((short) halfword);
        }
        return new FirmwareImage(
                FLASH, bytes.array(), new FirmwareImage.CodeRange(VECTORS, bytes.capacity()), Symbols.NONE);
    }
}
