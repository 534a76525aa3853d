package org.espalier.firmware;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The constants of a network as one binary file, the assembly source that names its pieces, and their
/// declarations.
final class Constants {

    /// The file that holds them.
    static final String BINARY = "weights.bin";

    /// The file of those that lie outside the chip.
    static final String OUTSIDE = "outside.bin";

    private record Piece(String label, String file, int offset, int bytes) {}

    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final ByteArrayOutputStream outside = new ByteArrayOutputStream();
    private final List<Piece> pieces = new ArrayList<>();

    /// Adds a piece under a label, a C identifier, and returns the label.
    String add(String label, byte[] bytes) {
        return add(label, bytes, BINARY, binary);
    }

    /// Adds a piece that lies outside the chip.
    String addOutside(String label, byte[] bytes) {
        return add(label, bytes, OUTSIDE, outside);
    }

    private String add(String label, byte[] bytes, String file, ByteArrayOutputStream to) {
        while (to.size() % 8 != 0) {
            to.write(0);
        }
        pieces.add(new Piece(label, file, to.size(), bytes.length));
        to.writeBytes(bytes);
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

    /// The content of [#OUTSIDE].
    byte[] outside() {
        return outside.toByteArray();
    }

    /// The content of [#BINARY].
    byte[] binary() {
        return binary.toByteArray();
    }

    /// Assembly that gives every piece its label.
    byte[] assembly() {
        var text = new StringBuilder("""
                /* Constants of the network. Generated. */
                """);
        for (Piece piece : pieces) {
            text.append("        .section ")
                    .append(piece.file().equals(BINARY) ? ".rodata.espalier_weights" : ".outside")
                    .append(", \"a\"\n");
            text.append("        .balign 8\n");
            text.append("        .global ").append(piece.label()).append('\n');
            text.append("        .type   ").append(piece.label()).append(", %object\n");
            text.append("        .size   ")
                    .append(piece.label())
                    .append(", ")
                    .append(piece.bytes())
                    .append('\n');
            text.append(piece.label()).append(":\n");
            text.append("        .incbin \"")
                    .append(piece.file())
                    .append("\", ")
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
