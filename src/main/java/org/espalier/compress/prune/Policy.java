package org.espalier.compress.prune;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Which share of each layer goes: rules from names to ratios.
///
/// A name is a layer's, or ends in `*` and stands for all layers that start so. The whole name wins over a
/// pattern, a longer pattern over a shorter one; a layer that no rule names keeps its bytes.
///
/// @param rules name to ratio in [0, 1), in the order of the file
public record Policy(SequencedMap<String, Double> rules) {

    /// The schema of a policy file.
    public static final String SCHEMA = "espalier.policy/1";

    private static final long LARGEST = 16 << 20;
    private static final int SHOWN = 3;
    private static final String EXAMPLE =
            "Write {\"schema\":\"" + SCHEMA + "\",\"layers\":{\"language_model.layers.0.self_attn.q_proj\":0.45}}.";

    /// Keeps its own copy of the rules.
    public Policy {
        rules = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rules));
    }

    /// A policy file as it is written.
    private record PolicyFile(String schema, Map<String, Double> layers) {}

    /// The same ratio everywhere.
    ///
    /// @throws WorkbenchException if the ratio is not in [0, 1)
    public static Policy uniform(double ratio) {
        if (!inRange(ratio)) {
            throw WorkbenchException.usage(
                    "prune.sparsity",
                    "a sparsity of " + ratio + " is not in [0, 1)",
                    "Give the share of weights to prune: 0.5 prunes half.");
        }
        return new Policy(new LinkedHashMap<>(Map.of("*", ratio)));
    }

    private static boolean inRange(double ratio) {
        return ratio >= 0 && ratio < 1;
    }

    /// Reads a policy file.
    ///
    /// @throws WorkbenchException if it is missing, malformed, of a newer version, or a ratio is out of range
    public static Policy read(Path file) {
        refuseLarge(file);
        JsonNode root = Json.read(file);
        if (!root.isObject()) {
            throw malformed(file, "not a JSON object");
        }
        String schema = root.path("schema").asText("");
        if (!schema.equals(SCHEMA)) {
            throw malformed(
                    file,
                    schema.isEmpty()
                            ? "\"schema\" is missing"
                            : "\"schema\" is '" + schema + "', not '" + SCHEMA + "'");
        }
        JsonNode layers = root.path("layers");
        if (!layers.isObject() || layers.isEmpty()) {
            throw malformed(file, "\"layers\" is not an object with at least one layer");
        }
        SequencedMap<String, Double> rules = new LinkedHashMap<>();
        layers.properties().forEach(rule -> rules.put(name(file, rule.getKey()), ratio(file, rule)));
        return new Policy(rules);
    }

    private static void refuseLarge(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw malformed(file, "a folder, not a file");
            }
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                throw malformed(file, "larger than " + (LARGEST >> 20) + " MiB");
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "prune.policy.unreadable", file + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }

    private static String name(Path file, String name) {
        int star = name.indexOf('*');
        if (name.isEmpty() || (star >= 0 && star != name.length() - 1)) {
            throw malformed(file, "the name '" + name + "' is empty, or has a '*' before its end");
        }
        return name;
    }

    private static double ratio(Path file, Map.Entry<String, JsonNode> rule) {
        JsonNode value = rule.getValue();
        if (!value.isNumber() || !inRange(value.doubleValue())) {
            throw malformed(file, "the ratio of '" + rule.getKey() + "' is " + value + ", not a number in [0, 1)");
        }
        return value.doubleValue();
    }

    private static WorkbenchException malformed(Path file, String what) {
        return WorkbenchException.input("prune.policy.malformed", file + ": " + what, EXAMPLE);
    }

    /// The ratio of each layer, in the layers' order; 0 where no rule applies.
    ///
    /// @param layers the layers that may be pruned
    /// @throws WorkbenchException if a rule names none of them
    public SequencedMap<String, Double> resolve(Collection<String> layers) {
        List<String> unused = new ArrayList<>(rules.keySet());
        SequencedMap<String, Double> ratios = new LinkedHashMap<>();
        TreeMap<String, Double> prefixes = new TreeMap<>();
        rules.forEach((name, ratio) -> {
            if (name.endsWith("*")) {
                prefixes.put(name.substring(0, name.length() - 1), ratio);
            }
        });
        for (String layer : layers) {
            unused.removeIf(rule -> matches(rule, layer));
            Double exact = rules.get(layer);
            Double ratio = exact != null ? exact : longest(prefixes, layer);
            ratios.put(layer, ratio == null ? 0 : ratio);
        }
        if (!unused.isEmpty()) {
            throw WorkbenchException.input(
                    "prune.policy.unmatched",
                    "the policy's rule '" + unused.getFirst() + "' matches no layer that may be pruned"
                            + (unused.size() > 1 ? " (and " + (unused.size() - 1) + " more)" : ""),
                    "Layers are named like "
                            + String.join(", ", layers.stream().limit(SHOWN).toList())
                            + "; --components adds vision_tower and projector.");
        }
        return ratios;
    }

    private static boolean matches(String rule, String layer) {
        return rule.endsWith("*") ? layer.startsWith(rule.substring(0, rule.length() - 1)) : layer.equals(rule);
    }

    private static @Nullable Double longest(TreeMap<String, Double> prefixes, String layer) {
        for (int length = layer.length(); length >= 0; length--) {
            Double ratio = prefixes.get(layer.substring(0, length));
            if (ratio != null) {
                return ratio;
            }
        }
        return null;
    }

    /// Writes a policy file, whole or not at all.
    public void write(Path file) {
        Json.write(file, new PolicyFile(SCHEMA, rules));
    }
}
