package org.espalier.ui.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The three looks of the window.
public enum Theme {
    /// Dark on light.
    LIGHT,
    /// Light on dark.
    DARK,
    /// White on black with hard borders.
    CONTRAST;

    /// The sheet of the controls beneath everything.
    String base() {
        return this == LIGHT ? new PrimerLight().getUserAgentStylesheet() : new PrimerDark().getUserAgentStylesheet();
    }

    /// The sheets of a scene in this look: lookups the controls expect, tokens, structure.
    List<String> sheets() {
        return List.of(sheet("lookups"), sheet("tokens-" + name().toLowerCase(Locale.ROOT)), sheet("app"));
    }

    private static String sheet(String name) {
        return Objects.requireNonNull(Theme.class.getResource("/org/espalier/ui/theme/" + name + ".css"), name)
                .toExternalForm();
    }

    /// The theme named `word`, in any case; light for a word that names none.
    public static Theme named(String word) {
        for (Theme theme : values()) {
            if (theme.name().equalsIgnoreCase(word)) {
                return theme;
            }
        }
        return LIGHT;
    }
}
