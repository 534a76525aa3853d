package org.espalier.format.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pieces of a SentencePiece model, read from its protocol buffer (field 1 of the model; in each piece
/// 1 is the text, 3 the kind).
final class PieceVocabulary {

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int UNUSED = 5;
    private static final int BYTE = 6;
    private static final char SPACE = '\u2581';

    private record Piece(String text, int kind) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    private PieceVocabulary() {}

    /// Reads a model.
    ///
    /// @throws IllegalArgumentException if it is not one
    static PieceVocabulary read(byte[] model) {
        PieceVocabulary vocabulary = new PieceVocabulary();
        try {
            ByteBuffer in = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                long tag = number(in);
                if (tag == ((1 << 3) | 2)) {
                    vocabulary.add(piece(part(in)));
                } else {
                    skip(in, (int) (tag & 7));
                }
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it is cut short", e);
        }
        if (vocabulary.pieces.isEmpty()) {
            throw new IllegalArgumentException("it holds no pieces");
        }
        return vocabulary;
    }

    private static Piece piece(ByteBuffer in) {
        String text = "";
        int kind = NORMAL;
        while (in.hasRemaining()) {
            long tag = number(in);
            if (tag == ((1 << 3) | 2)) {
                text = StandardCharsets.UTF_8.decode(part(in)).toString();
            } else if (tag == 3 << 3) {
                kind = (int) number(in);
            } else {
                skip(in, (int) (tag & 7));
            }
        }
        return new Piece(text, kind);
    }

    private void add(Piece piece) {
        int id = pieces.size();
        pieces.add(piece);
        ids.putIfAbsent(piece.text(), id);
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number in it does not end");
    }

    private static ByteBuffer part(ByteBuffer in) {
        long length = number(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
        return part;
    }

    private static void skip(ByteBuffer in, int wire) {
        switch (wire) {
            case 0 -> number(in);
            case 1 -> in.getLong();
            case 2 -> part(in);
            case 5 -> in.getInt();
            default -> throw new IllegalArgumentException("it has a field of the unknown kind " + wire);
        }
    }

    /// Token text -> number.
    Map<String, Integer> ids() {
        return ids;
    }

    /// The text of some tokens. Control tokens, unknown ones and unknown numbers are left out; the space
    /// that stands for the start of the text goes.
    String decode(int[] tokens) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean start = true;
        for (int id : tokens) {
            if (id < 0 || id >= pieces.size()) {
                continue;
            }
            Piece piece = pieces.get(id);
            if (piece.kind() == UNKNOWN || piece.kind() == CONTROL || piece.kind() == UNUSED) {
                continue;
            }
            if (piece.kind() == BYTE && piece.text().matches("<0x[0-9A-Fa-f]{2}>")) {
                out.write(Integer.parseInt(piece.text().substring(3, 5), 16));
            } else {
                String text = piece.text().replace(SPACE, ' ');
                byte[] utf8 =
                        (start && text.startsWith(" ") ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8);
                out.writeBytes(utf8);
            }
            start = false;
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
