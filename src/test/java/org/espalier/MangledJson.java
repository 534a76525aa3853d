package org.espalier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.Json;

/// Makes JSON files that are nearly right: a fuzzer's bytes say what to change in a sample.
///
/// Bytes that begin as JSON does are taken as they are, so both the parser and what stands behind it are reached.
public final class MangledJson {

    private static final int MOST_CHANGES = 8;
    private static final int WIDTH = 4;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// What no reader should trip over, one for each kind of surprise.
    private static final List<JsonNode> SURPRISES = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.booleanNode(false),
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(1),
            NODES.numberNode(7),
            NODES.numberNode(Integer.MAX_VALUE),
            NODES.numberNode(Integer.MIN_VALUE),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(new java.math.BigInteger("9".repeat(60))),
            NODES.numberNode(0.5),
            NODES.numberNode(1e308),
            NODES.numberNode(-1e-300),
            NODES.textNode(""),
            NODES.textNode("\0"),
            NODES.textNode("../../outside"),
            NODES.textNode("/etc/passwd"),
            NODES.textNode("x".repeat(300)),
            NODES.textNode("\ud83c"),
            NODES.textNode("123"),
            NODES.arrayNode(),
            NODES.objectNode(),
            NODES.arrayNode().add(NODES.arrayNode().add(NODES.nullNode())));

    private MangledJson() {}

    /// The file that some bytes stand for.
    public static byte[] of(JsonNode sample, byte[] bytes) {
        if (bytes.length > 0 && "{[\"ntf-0123456789 \n\t\r\ufeff".indexOf(bytes[0] & 0xff) >= 0) {
            return bytes;
        }
        ObjectNode root = NODES.objectNode();
        root.set("root", sample.deepCopy());
        ByteBuffer steps = ByteBuffer.wrap(bytes);
        for (int i = 0; i < MOST_CHANGES && steps.remaining() >= WIDTH; i++) {
            change(root, steps.getShort() & 0xffff, steps.get() & 0xff, steps.get() & 0xff);
        }
        try {
            return Json.mapper().writeValueAsBytes(root.path("root"));
        } catch (JsonProcessingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
        }
    }

    @SuppressWarnings("ReferenceEquality") // The root itself, not one like it.
    private static void change(ObjectNode root, int where, int child, int what) {
        List<JsonNode> parents = new ArrayList<>(List.of(root));
        for (int i = 0; i < parents.size(); i++) {
            parents.get(i).forEach(node -> {
                if (node.isContainerNode() && !node.isEmpty()) {
                    parents.add(node);
                }
            });
        }
        JsonNode parent = parents.get(where % parents.size());
        if (parent.isEmpty()) {
            return;
        }
        JsonNode value = what < SURPRISES.size()
                ? SURPRISES.get(what).deepCopy()
                : parents.get(what % parents.size()).deepCopy();
        boolean remove = what == 255;
        if (parent instanceof ArrayNode list) {
            int index = child % list.size();
            if (remove) {
                list.remove(index);
            } else if (what > 200) {
                list.insert(index, list.get(index).deepCopy());
            } else {
                list.set(index, value);
            }
        } else if (parent instanceof ObjectNode object) {
            List<String> names =
                    object.propertyStream().map(java.util.Map.Entry::getKey).toList();
            String name = names.get(child % names.size());
            if (remove && parent != root) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        }
    }
}
