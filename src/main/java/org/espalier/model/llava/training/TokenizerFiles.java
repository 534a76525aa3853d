package org.espalier.model.llava.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A vocabulary in the files of Hugging Face's tokenizers.
final class TokenizerFiles {

    private TokenizerFiles() {}

    /// `tokenizer.json`: lower case, words and punctuation apart, one id per word, the begin token first.
    static Map<String, @Nullable Object> tokenizer(Vocabulary words) {
        List<Object> added = new ArrayList<>();
        for (int id = 0; id < Vocabulary.SPECIAL.size(); id++) {
            added.add(ordered(
                    "id", id,
                    "content", Vocabulary.SPECIAL.get(id),
                    "single_word", false,
                    "lstrip", false,
                    "rstrip", false,
                    "normalized", false,
                    "special", true));
        }
        Object begin = ordered("SpecialToken", ordered("id", "<s>", "type_id", 0));
        Object first = ordered("Sequence", ordered("id", "A", "type_id", 0));
        Object second = ordered("Sequence", ordered("id", "B", "type_id", 1));
        return ordered(
                "version",
                "1.0",
                "truncation",
                null,
                "padding",
                null,
                "added_tokens",
                added,
                "normalizer",
                ordered("type", "Lowercase"),
                "pre_tokenizer",
                ordered("type", "Whitespace"),
                "post_processor",
                ordered(
                        "type", "TemplateProcessing",
                        "single", List.of(begin, first),
                        "pair", List.of(begin, first, second),
                        "special_tokens",
                                ordered(
                                        "<s>",
                                        ordered(
                                                "id", "<s>",
                                                "ids", List.of(Vocabulary.BEGIN),
                                                "tokens", List.of("<s>")))),
                "decoder",
                null,
                "model",
                ordered("type", "WordLevel", "vocab", words.ids(), "unk_token", "<unk>"));
    }

    /// `tokenizer_config.json`, with the chat template.
    static Map<String, @Nullable Object> tokenizerConfig() {
        return ordered(
                "tokenizer_class", "PreTrainedTokenizerFast",
                "bos_token", "<s>",
                "eos_token", "</s>",
                "unk_token", "<unk>",
                "pad_token", "<pad>",
                "image_token", "<image>",
                "model_max_length", 256,
                "padding_side", "left",
                "clean_up_tokenization_spaces", false,
                "chat_template", Dialogue.TEMPLATE);
    }

    /// `special_tokens_map.json`.
    static Map<String, @Nullable Object> specialTokens() {
        return ordered("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>", "pad_token", "<pad>");
    }

    /// A map with its entries in this order: key, value, key, value.
    static Map<String, @Nullable Object> ordered(@Nullable Object... entries) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(String.valueOf(entries[i]), entries[i + 1]);
        }
        return map;
    }
}
