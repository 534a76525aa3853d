package org.espalier.model;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.espalier.task.WorkbenchException;

/// The parts of a vision-language model.
public enum Component {
    /// The decoder with its embedding and head; the whole of a LLaMA.
    LANGUAGE_MODEL,
    /// Pictures to states.
    VISION_TOWER,
    /// States to what the decoder reads.
    PROJECTOR;

    /// The name on the command line and in JSON: "language_model".
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The component a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Component parse(String word) {
        return Arrays.stream(values())
                .filter(c -> c.word().equals(word))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.usage(
                        "model.component",
                        "there is no component '" + word + "'",
                        "Choose from "
                                + Arrays.stream(values()).map(Component::word).collect(Collectors.joining(", "))
                                + "."));
    }
}
