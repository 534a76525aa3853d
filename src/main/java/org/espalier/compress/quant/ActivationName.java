package org.espalier.compress.quant;

import java.util.regex.Pattern;

/// The two names of an activation: in an int8 network, and in the float network it came from.
final class ActivationName {

    private static final Pattern LAST_FACTOR = Pattern.compile("(qkv|proj|fc1|fc2)3$");

    private ActivationName() {}

    /// What [org.espalier.model.vit.ActivationObserver] calls an int8 network's activation: `blocks.0.add1` is
    /// `blocks.0.attn`.
    static String ofFloat(String name) {
        return switch (name) {
            case "position" -> "embed";
            case "pool" -> "pooled";
            case "head" -> "logits";
            default ->
                LAST_FACTOR
                        .matcher(name.replace(".attention", ".context")
                                .replace(".add1", ".attn")
                                .replace(".add2", ".out"))
                        .replaceFirst("$1");
        };
    }
}
