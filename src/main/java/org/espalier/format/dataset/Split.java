package org.espalier.format.dataset;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The parts of a data set.
public enum Split {
    /// For learning.
    TRAIN,
    /// For choosing.
    VALIDATION,
    /// For the reported number.
    TEST;

    /// The folder's usual name: "train", "validation", "test".
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The split a folder of that name holds, or null.
    static @Nullable Split of(String folder) {
        return switch (folder) {
            case "train" -> TRAIN;
            case "validation", "val", "valid" -> VALIDATION;
            case "test" -> TEST;
            default -> null;
        };
    }
}
