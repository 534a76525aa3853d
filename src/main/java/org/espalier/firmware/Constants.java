package org.espalier.firmware;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The constants of a network as one binary file, the assembly source that names its pieces, and their declarations.
final class Constants {

    /// The file that holds them.
    static final String BINARY = "weights.bin";

    private record Piece(String label, int offset, int bytes) {}

    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final List<Piece> pieces = new ArrayList<>();

    /// Adds a piece under a label, a C identifier, and returns the label.
    String add(String label, byte[] bytes) {
        while (binary.size() % 8 != 0) {
            binary.write(0);
        }
        pieces.add(new Piece(label, binary.size(), bytes.length));
        binary.writeBytes(bytes);
        return label;
    }

    String add(String label, short[] values) {
        ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asShortBuffer().put(values);
        return add(label, out.array());
    }

    String add(String label, int[] values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asIntBuffer().put(values);
        return add(label, out.array());
    }

    /// The content of [#BINARY].
    byte[] binary() {
        return binary.toByteArray();
    }

    /// Assembly that gives every piece its label.
    byte[] assembly() {
        var text = new StringBuilder("""
                /* Constants of the network. Generated. */
                        .section .rodata.espalier_weights, "a"
                """);
        for (Piece piece : pieces) {
            text.append("        .balign 8\n");
            text.append("        .global ").append(piece.label()).append('\n');
            text.append("        .type   ").append(piece.label()).append(", %object\n");
            text.append("        .size   ")
                    .append(piece.label())
                    .append(", ")
                    .append(piece.bytes())
                    .append('\n');
            text.append(piece.label()).append(":\n");
            text.append("        .incbin \"" + BINARY + "\", ")
                    .append(piece.offset())
                    .append(", ")
                    .append(piece.bytes())
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// C declarations of every piece but those another header declares.
    String declarations() {
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            text.append("extern const uint8_t ").append(piece.label()).append("[];\n");
        }
        return text.toString();
    }
}
