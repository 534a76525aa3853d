package org.espalier.ui.session;

import javafx.scene.input.KeyCombination;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// Something the window can be asked to do: palette, key map and key sheet are views of these.
///
/// @param title in the user's words
/// @param keys that do it on every page; null for none
/// @param run does it
public record Command(String title, @Nullable KeyCombination keys, Runnable run) {

    /// A command without keys, its title the words of `key`.
    public static Command of(String key, Runnable run) {
        return new Command(Words.of(key), null, run);
    }

    /// A command with keys as in "Shortcut+Shift+P".
    public static Command of(String title, String keys, Runnable run) {
        return new Command(title, KeyCombination.valueOf(keys), run);
    }

    /// The keys as they stand on screen; empty for none.
    public String keysText() {
        return keys == null ? "" : keys.getDisplayText();
    }
}
