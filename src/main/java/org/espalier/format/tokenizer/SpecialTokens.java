package org.espalier.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.espalier.format.Json;

/// The tokens that begin and end a sequence, from the files beside a tokenizer.
///
/// @param bos begins one
/// @param ends each of these ends one; never empty
record SpecialTokens(int bos, SequencedSet<Integer> ends) {

    /// What LLaMA's config means when it says nothing.
    private static final int LLAMA_BOS = 1;

    private static final int LLAMA_EOS = 2;

    /// Looks in `tokenizer_config.json` (names), then `generation_config.json` and `config.json`
    /// (numbers), then for the usual names, and falls back on LLaMA's defaults.
    ///
    /// @param known token -> number, at least of the special ones
    static SpecialTokens of(Path folder, Map<String, Integer> known) {
        SequencedSet<Integer> begin = new LinkedHashSet<>();
        SequencedSet<Integer> end = new LinkedHashSet<>();
        JsonNode names = read(folder, "tokenizer_config.json");
        named(names, "bos_token", known, begin);
        named(names, "eos_token", known, end);
        JsonNode generation = read(folder, "generation_config.json");
        JsonNode config = read(folder, "config.json");
        numbered(generation.path("eos_token_id"), end);
        for (JsonNode numbers : List.of(generation, config.path("text_config"), config)) {
            numbered(numbers.path("bos_token_id"), begin);
            if (end.isEmpty()) {
                numbered(numbers.path("eos_token_id"), end);
            }
        }
        if (begin.isEmpty()) {
            begin.add(known.getOrDefault("<s>", LLAMA_BOS));
        }
        if (end.isEmpty()) {
            end.add(known.getOrDefault("</s>", LLAMA_EOS));
        }
        return new SpecialTokens(begin.getFirst(), end);
    }

    private static JsonNode read(Path folder, String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Json.read(file) : MissingNode.getInstance();
    }

    private static void named(JsonNode config, String name, Map<String, Integer> known, SequencedSet<Integer> into) {
        JsonNode token = config.path(name);
        String text = token.isObject() ? token.path("content").asText() : token.asText();
        Integer id = known.get(text);
        if (id != null) {
            into.add(id);
            return;
        }
        config.path("added_tokens_decoder").properties().forEach(e -> {
            if (e.getValue().path("content").asText().equals(text) && e.getKey().matches("[0-9]{1,9}")) {
                into.add(Integer.valueOf(e.getKey()));
            }
        });
    }

    private static void numbered(JsonNode ids, SequencedSet<Integer> into) {
        if (ids.isInt() && ids.intValue() >= 0) {
            into.add(ids.intValue());
        }
        if (ids.isArray()) {
            ids.forEach(id -> numbered(id, into));
        }
    }
}
