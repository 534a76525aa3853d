package org.espalier.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {

    @TempDir
    private Path dir = Path.of("");

    private void json(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(resource))) {
            Files.copy(in, dir.resolve("tokenizer.json"));
        }
    }

    @Test
    void addsNothingAndCutsNothingOff() throws IOException {
        json("words.json");
        try (TextTokenizer t = TextTokenizer.open(dir)) {
            assertArrayEquals(new int[] {4, 5, 6, 7, 8, 3, 2}, t.encode("What shape is it? nonsense </s>"));
            assertArrayEquals(new int[0], t.encode(""));
            assertEquals(900, t.encode("what shape is ".repeat(300)).length);
            assertEquals("what shape ?", t.decode(new int[] {1, 4, 5, 8, 2, 0, 77}));
            assertEquals(1, t.bos());
            assertEquals(2, t.eos());
        }
    }

    @Test
    void encodesAndDecodesAsLlamasTokenizerDoes() throws IOException {
        json("pieces.json");
        try (TextTokenizer t = TextTokenizer.open(dir)) {
            assertArrayEquals(new int[] {11, 11}, t.encode("ab ab"));
            assertArrayEquals(new int[] {7, 9, 8}, t.encode("ba"));
            assertArrayEquals(new int[] {11, 3, 4, 5, 6}, t.encode("ab\uD83D\uDE42"));
            assertEquals("ab\uD83D\uDE42", t.decode(new int[] {1, 11, 3, 4, 5, 6, 2}));
        }
    }

    @Test
    void takesBeginAndEndFromTheConfigs() throws IOException {
        json("words.json");
        Files.writeString(dir.resolve("config.json"), "{\"text_config\":{\"bos_token_id\":4,\"eos_token_id\":5}}");
        try (TextTokenizer t = TextTokenizer.open(dir)) {
            assertEquals(4, t.bos());
            assertEquals(5, t.eos());
            assertFalse(t.ends(2));
        }
        Files.writeString(dir.resolve("generation_config.json"), "{\"bos_token_id\":6,\"eos_token_id\":[7,8]}");
        try (TextTokenizer t = TextTokenizer.open(dir)) {
            assertEquals(6, t.bos());
            assertEquals(7, t.eos());
            assertTrue(t.ends(8));
        }
        Files.writeString(
                dir.resolve("tokenizer_config.json"), "{\"bos_token\":{\"content\":\"<s>\"},\"eos_token\":\"</s>\"}");
        try (TextTokenizer t = TextTokenizer.open(dir)) {
            assertEquals(1, t.bos());
            assertEquals(2, t.eos());
            assertTrue(t.ends(8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"model\":{}}", "{\"model\":{\"type\":\"Magic\"}}", "{\"model\":"})
    void refusesAMalformedTokenizer(String text) throws IOException {
        Files.writeString(dir.resolve("tokenizer.json"), text);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> TextTokenizer.open(dir));
        assertTrue(e.getMessage().startsWith(dir.resolve("tokenizer.json") + ": "), e.getMessage());
    }

    @Test
    void saysWhenThereIsNoTokenizer() {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> TextTokenizer.open(dir));
        assertEquals(dir + ": there is neither tokenizer.json nor tokenizer.model", e.getMessage());
    }

    @Test
    void readsSentencePieceModels() throws IOException {
        Files.write(dir.resolve("tokenizer.model"), sentencePieceModel());
        try (TextTokenizer t = TextTokenizer.open(dir)) {
            int a = 3 + 256;
            assertArrayEquals(new int[] {a + 3}, t.encode("ab"));
            assertArrayEquals(new int[] {a + 3, 3 + 0xF0, 3 + 0x9F, 3 + 0x99, 3 + 0x82}, t.encode("ab\uD83D\uDE42"));
            assertEquals(
                    "ab \uD83D\uDE42",
                    t.decode(new int[] {1, a + 3, a + 4, 3 + 0xF0, 3 + 0x9F, 3 + 0x99, 3 + 0x82, 2, 9999}));
            assertEquals(1, t.bos());
            assertEquals(2, t.eos());
        }
    }

    @Test
    void refusesBrokenSentencePieceModels() throws IOException {
        byte[] model = sentencePieceModel();
        for (int length : new int[] {0, 1, 3, 50, model.length / 2 + 1}) {
            Files.write(dir.resolve("tokenizer.model"), java.util.Arrays.copyOf(model, length));
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> TextTokenizer.open(dir));
            assertEquals("format.tokenizer.malformed", e.code());
        }
    }

    @Test
    void agreesWithLlamasPublishedTokens() throws IOException {
        Path llama = Path.of("../shared/data/tokenizers/llama_tokenizer.model");
        assumeTrue(Files.exists(llama), "LLaMA's tokenizer is not here");
        Files.copy(llama, dir.resolve("tokenizer.model"));
        try (TextTokenizer t = TextTokenizer.open(dir)) {
            assertArrayEquals(new int[] {15043, 3186}, t.encode("Hello world"));
            assertArrayEquals(new int[] {3148, 1001, 29901, 29871}, t.encode("USER: "));
            for (String text :
                    new String[] {"Hello world", "  two  spaces", "\n\u00e9\uD83D\uDE42\0\uD835\uDCDD", ""}) {
                assertEquals(text, t.decode(t.encode(text)));
            }
        }
    }

    /// A byte-pair model of 256 bytes and five pieces, as its protocol buffer.
    private static byte[] sentencePieceModel() {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        piece(model, "<unk>", 0, 2);
        piece(model, "<s>", 0, 3);
        piece(model, "</s>", 0, 3);
        for (int b = 0; b < 256; b++) {
            piece(model, String.format("<0x%02X>", b), 0, 6);
        }
        piece(model, "a", -3, 1);
        piece(model, "b", -4, 1);
        piece(model, "ab", -1, 1);
        piece(model, "\u2581ab", -2, 1);
        piece(model, "\u2581", -5, 1);
        // Trainer: byte pairs (3 = 2), byte fallback (35 = 1). Normaliser: identity, dummy prefix, spaces kept.
        field(model, 2, new byte[] {3 << 3, 2, (byte) 0x98, 2, 1});
        field(model, 3, "\n\u0008identity\u0018\u0001 \0(\u0001".getBytes(StandardCharsets.ISO_8859_1));
        return model.toByteArray();
    }

    private static void piece(ByteArrayOutputStream model, String text, float score, int kind) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        field(piece, 1, text.getBytes(StandardCharsets.UTF_8));
        int bits = Float.floatToIntBits(score);
        piece.writeBytes(
                new byte[] {(2 << 3) | 5, (byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)});
        piece.writeBytes(new byte[] {3 << 3, (byte) kind});
        field(model, 1, piece.toByteArray());
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] value) {
        out.write((number << 3) | 2);
        out.write(value.length);
        out.writeBytes(value);
    }
}
