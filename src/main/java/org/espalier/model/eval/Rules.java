package org.espalier.model.eval;

import java.util.EnumSet;
import java.util.Set;

/// Which of the published scripts' quirks a score keeps.
///
/// @param quirks those that are kept
public record Rules(Set<Quirk> quirks) {

    /// All of them: the scores of papers.
    public static final Rules COMPAT = new Rules(EnumSet.allOf(Quirk.class));

    /// None of them.
    public static final Rules CORRECTED = new Rules(EnumSet.noneOf(Quirk.class));

    public Rules {
        quirks = Set.copyOf(quirks);
    }

    /// Whether `quirk` is kept.
    boolean keep(Quirk quirk) {
        return quirks.contains(quirk);
    }
}
