package org.espalier.model;

import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// The parts of a vision-language model.
public enum Component implements Worded {
    /// The decoder with its embedding and head; the whole of a LLaMA.
    LANGUAGE_MODEL,
    /// Pictures to states.
    VISION_TOWER,
    /// States to what the decoder reads.
    PROJECTOR;

    /// The name on the command line and in JSON: "language_model".
    @Override
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The component a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Component parse(String word) {
        return Worded.parse(values(), word, "model.component", "there is no component '" + word + "'");
    }
}
