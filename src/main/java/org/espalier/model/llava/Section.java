package org.espalier.model.llava;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.espalier.task.WorkbenchException;

/// One object of a configuration file; JSON null counts as absent, as it does for its writers.
///
/// @param file named in messages
/// @param path of this object in the file, empty or ending in a dot
/// @param tree the object
record Section(String file, String path, JsonNode tree) {

    JsonNode node(String key) {
        JsonNode node = tree.path(key);
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    boolean has(String key) {
        return !node(key).isMissingNode();
    }

    /// The object under `key`; an empty one if absent.
    Section section(String key) {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return new Section(file, path + key + ".", JsonNodeFactory.instance.objectNode());
        }
        if (!node.isObject()) {
            throw wrong(key, "an object");
        }
        return new Section(file, path + key + ".", node);
    }

    String text(String key, String absent) {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return absent;
        }
        if (!node.isTextual()) {
            throw wrong(key, "a text");
        }
        return node.textValue();
    }

    boolean flag(String key, boolean absent) {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw wrong(key, "true or false");
        }
        return node.booleanValue();
    }

    int size(String key, int absent) {
        return integer(key, absent, 1, 10_000_000);
    }

    int integer(String key, int absent, int least, int most) {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return absent;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
            throw wrong(key, "a whole number from " + least + " to " + most);
        }
        return node.intValue();
    }

    float epsilon(String key, double absent) {
        return (float) number(key, absent, 0, 1);
    }

    double number(String key, double absent, double least, double most) {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return absent;
        }
        if (!node.isNumber() || !(node.doubleValue() >= least && node.doubleValue() <= most)) {
            throw wrong(key, "a number from " + least + " to " + most);
        }
        return node.doubleValue();
    }

    private WorkbenchException wrong(String key, String expected) {
        String found = node(key).toString();
        return WorkbenchException.input(
                "llava.config",
                file + ": " + path + key + " is " + (found.length() > 60 ? found.substring(0, 60) + "..." : found)
                        + "; " + expected + " is needed",
                "Replace config.json with the one that came with the weights.");
    }
}
