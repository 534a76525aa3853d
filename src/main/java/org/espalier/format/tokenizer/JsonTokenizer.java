package org.espalier.format.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// `tokenizer.json` through Hugging Face's own library.
final class JsonTokenizer extends LibraryTokenizer {

    private final HuggingFaceTokenizer library;

    private JsonTokenizer(HuggingFaceTokenizer library, SpecialTokens special) {
        super(special);
        this.library = library;
    }

    static JsonTokenizer open(Path file) {
        Map<String, Integer> known = known(file);
        try {
            HuggingFaceTokenizer library = HuggingFaceTokenizer.newInstance(
                    file.toAbsolutePath(),
                    Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
            Path folder = file.toAbsolutePath().getParent();
            return new JsonTokenizer(library, SpecialTokens.of(folder == null ? file : folder, known));
        } catch (WorkbenchException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The native library reports whatever it dislikes as a plain runtime exception.
            throw malformed(file, String.valueOf(e.getMessage()), e);
        }
    }

    /// The special tokens and, where it is a table, the vocabulary.
    private static Map<String, Integer> known(Path file) {
        JsonNode tree = Json.read(file);
        if (!tree.path("model").isObject()) {
            throw WorkbenchException.input(
                    "format.tokenizer.malformed",
                    file + ": there is no object 'model'",
                    "Replace it with the tokenizer.json of the model's own folder.");
        }
        Map<String, Integer> known = new HashMap<>();
        for (Map.Entry<String, JsonNode> e : tree.at("/model/vocab").properties()) {
            known.put(e.getKey(), e.getValue().asInt());
        }
        for (JsonNode token : tree.path("added_tokens")) {
            known.put(token.path("content").asText(), token.path("id").asInt());
        }
        return known;
    }

    private static WorkbenchException malformed(Path file, String what, Exception e) {
        return WorkbenchException.input(
                "format.tokenizer.malformed",
                file + ": not a tokenizer: " + what,
                "Replace it with the tokenizer.json of the model's own folder.",
                e);
    }

    @Override
    public int[] encode(String text) {
        long[] ids = library.encode(text, false, false).getIds();
        int[] out = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            out[i] = Math.toIntExact(ids[i]);
        }
        return out;
    }

    @Override
    public String decode(int[] ids) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        return library.decode(wide, true);
    }

    @Override
    public void close() {
        library.close();
    }
}
