package org.espalier.board.serial;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.espalier.task.WorkbenchException;

/// What a board says it is and holds.
///
/// @param network SHA-256 of the quantized network the firmware was made from, in hexadecimal
/// @param inputBytes size of a picture
/// @param classes logits per picture
/// @param steps steps of the plan
/// @param arenaBytes bytes set aside for activations
/// @param stackBytes bytes set aside for the stack
/// @param coreHertz clock of the cycle counter
/// @param imageBytes size of the image in flash
/// @param board id of the board the firmware was made for
public record Identity(
        String network,
        int inputBytes,
        int classes,
        int steps,
        int arenaBytes,
        int stackBytes,
        long coreHertz,
        int imageBytes,
        String board) {

    private static final int LARGEST = 257 << 20;
    private static final int MOST = 0xffff;

    static Identity parse(String link, byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte[] sha = new byte[32];
            in.get(sha);
            int input = size(in);
            int classes = count(in);
            int steps = count(in);
            int arena = size(in);
            int stack = size(in);
            long hertz = in.getInt() & 0xFFFFFFFFL;
            int image = size(in);
            byte[] name = new byte[in.get() & 0xFF];
            in.get(name);
            return new Identity(
                    HexFormat.of().formatHex(sha),
                    input,
                    classes,
                    steps,
                    arena,
                    stack,
                    hertz,
                    image,
                    new String(name, StandardCharsets.UTF_8));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw WorkbenchException.tool(
                    "board.link.identity",
                    link + ": the board describes itself in a way this version does not understand",
                    "Flash firmware made by this version of Espalier.",
                    e);
        }
    }

    /// Classes and steps, which the protocol numbers in 16 bits.
    private static int count(ByteBuffer in) {
        int value = in.getInt();
        if (value < 0 || value > MOST) {
            throw new IllegalArgumentException("no count: " + value);
        }
        return value;
    }

    private static int size(ByteBuffer in) {
        int value = in.getInt();
        if (value < 0 || value > LARGEST) {
            throw new IllegalArgumentException("no size: " + value);
        }
        return value;
    }
}
