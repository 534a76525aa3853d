package org.espalier.format.tokenizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;

/// Whatever tokenizer files say, they open and work or are refused.
class TokenizerFuzzTest {

    private static final Path SAMPLE = Path.of("assets/llava-easy-vqa");
    private static final JsonNode TOKENIZER = Json.read(SAMPLE.resolve("tokenizer.json"));
    private static final JsonNode SPECIAL = Json.read(SAMPLE.resolve("tokenizer_config.json"));

    @FuzzTest(maxDuration = "2m")
    void opensOrRefusesAnyTokenizerJson(byte[] bytes) throws IOException {
        Path folder = Untrusted.folder("tokenizer-json");
        Files.copy(
                SAMPLE.resolve("tokenizer_config.json"),
                folder.resolve("tokenizer_config.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Path file = Untrusted.file(folder, "tokenizer.json", MangledJson.of(TOKENIZER, bytes));
        Untrusted.read(() -> {
            try (JsonTokenizer tokenizer = JsonTokenizer.open(file)) {
                tokenizer.decode(tokenizer.encode("what color is the shape?"));
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void opensOrRefusesAnySentencePieceModel(byte[] model) {
        Path folder = Untrusted.folder("sentence-pieces");
        Path file = Untrusted.file(folder, "tokenizer.model", model);
        Untrusted.read(() -> {
            try (SentencePieceTokenizer tokenizer = SentencePieceTokenizer.open(file)) {
                tokenizer.decode(tokenizer.encode("what color is the shape?"));
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyPieces(byte[] model) {
        PieceVocabulary vocabulary;
        try {
            vocabulary = PieceVocabulary.read(model);
        } catch (IllegalArgumentException e) {
            return; // What it declares; the tokenizer makes a message of it.
        }
        int[] all = new int[vocabulary.ids().size() + 2];
        for (int i = 0; i < all.length; i++) {
            all[i] = i - 1;
        }
        vocabulary.decode(all);
    }

    @FuzzTest(maxDuration = "2m")
    void findsSomeBeginningAndEndInAnySpecialTokens(byte[] bytes) {
        Path folder = Untrusted.folder("special-tokens");
        byte[] json = MangledJson.of(SPECIAL, bytes);
        Untrusted.file(folder, "tokenizer_config.json", json);
        Untrusted.file(folder, "generation_config.json", json);
        Untrusted.read(() -> {
            SpecialTokens special = SpecialTokens.of(folder, Map.of("<s>", 1, "</s>", 2));
            if (special.ends().isEmpty()) {
                throw new AssertionError("nothing ends a sequence");
            }
        });
    }
}
