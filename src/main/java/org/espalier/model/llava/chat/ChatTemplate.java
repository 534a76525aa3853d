package org.espalier.model.llava.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// How a model wants a question written.
public final class ChatTemplate {

    private static final String LLAVA_1_5 = """
            {% for message in messages %}\
            {% if message['role'] == 'user' %}{{ 'USER: ' }}{% else %}{{ 'ASSISTANT: ' }}{% endif %}\
            {% for content in message['content'] %}\
            {% if content['type'] == 'image' %}{{ '<image>\\n' }}{% endif %}{% endfor %}\
            {% for content in message['content'] %}\
            {% if content['type'] == 'text' %}{{ content['text'] + ' ' }}{% endif %}{% endfor %}\
            {% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}""";
    private static final int LARGEST = 1 << 20;

    private final String source;
    private final List<Node> nodes;
    private final Map<String, Value> tokens;

    private ChatTemplate(String source, Map<String, Value> tokens) {
        this.source = source;
        this.nodes = Parser.parse(source);
        this.tokens = tokens;
    }

    /// The template in a model's folder: `chat_template.jinja`, `chat_template.json`, `processor_config.json` or
    /// `tokenizer_config.json`, else that of LLaVA-1.5.
    ///
    /// @throws WorkbenchException if it is malformed, or uses more of Jinja than is supported
    public static ChatTemplate open(Path folder) {
        Map<String, Value> tokens = new LinkedHashMap<>();
        Path tokenizer = folder.resolve("tokenizer_config.json");
        if (Files.exists(tokenizer)) {
            JsonNode config = Json.read(tokenizer);
            for (String name : List.of("bos_token", "eos_token", "unk_token", "pad_token", "image_token")) {
                JsonNode token = config.path(name);
                String text = token.isObject() ? token.path("content").asText("") : token.asText("");
                tokens.put(name, Value.text(token.isNull() ? "" : text));
            }
        }
        Path jinja = folder.resolve("chat_template.jinja");
        if (Files.exists(jinja)) {
            return new ChatTemplate(read(jinja), tokens);
        }
        for (String name : List.of("chat_template.json", "processor_config.json", "tokenizer_config.json")) {
            Path file = folder.resolve(name);
            String source = Files.exists(file) ? chosen(Json.read(file).path("chat_template")) : null;
            if (source != null) {
                return new ChatTemplate(source, tokens);
            }
        }
        return new ChatTemplate(LLAVA_1_5, tokens);
    }

    /// Whether the model brings it; otherwise it is LLaVA-1.5's.
    public boolean own() {
        return !source.equals(LLAVA_1_5);
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw Scanner.malformed(file + " is larger than " + LARGEST + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "llava.template",
                    file + ": cannot be read: " + e.getMessage(),
                    "Replace it with the model's own, as UTF-8 text.",
                    e);
        }
    }

    /// A text, or the default one of several named ones.
    private static @Nullable String chosen(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        for (JsonNode named : node) {
            if (named.path("name").asText("").equals("default")) {
                return named.path("template").textValue();
            }
        }
        return null;
    }

    /// The literal prompt for a question about `pictures` pictures, `<image>` once for each.
    ///
    /// @throws WorkbenchException if the template refuses, or uses more of Jinja than is supported
    public String render(String question, int pictures) {
        boolean structured = source.contains("'type'") || source.contains("\"type\"") || source.contains(".type");
        List<Value> content = new ArrayList<>();
        StringBuilder flat = new StringBuilder();
        for (int i = 0; i < pictures; i++) {
            content.add(entries("type", Value.text("image")));
            flat.append("<image>\n");
        }
        content.add(entries("type", Value.text("text"), "text", Value.text(question)));
        flat.append(question);
        Value message = entries(
                "role",
                Value.text("user"),
                "content",
                structured ? new Value.Items(content) : Value.text(flat.toString()));
        Map<String, Value> variables = new LinkedHashMap<>(tokens);
        variables.put("messages", new Value.Items(List.of(message)));
        variables.put("add_generation_prompt", new Value.Truth(true));
        try {
            return Renderer.render(nodes, variables);
        } catch (ArithmeticException e) {
            throw Scanner.malformed("it calculates with numbers that are too large");
        } catch (StackOverflowError e) {
            throw Scanner.malformed("it makes a value that holds itself");
        }
    }

    private static Value entries(Object... keysAndValues) {
        SequencedMap<String, Value> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], (Value) keysAndValues[i + 1]);
        }
        return new Value.Entries(map);
    }
}
