package org.espalier.ui.control;

import javafx.scene.control.TabPane;
import org.espalier.ui.session.Preferences;

/// Remembers which of a page's tabs was in front last.
public final class TabMemory {

    private TabMemory() {}

    /// Brings the tab to the front that was there last, if `tabs` still has it, and follows from now on.
    ///
    /// @param key names the tabs among those of the window
    /// @param tabs all of them [LazyTab]s
    public static void of(Preferences preferences, String key, TabPane tabs) {
        String before = preferences.layout("tab." + key, "");
        tabs.getTabs().stream()
                .filter(tab -> tab instanceof LazyTab lazy && lazy.key().equals(before))
                .findFirst()
                .ifPresent(tabs.getSelectionModel()::select);
        tabs.getSelectionModel().selectedItemProperty().addListener((_, _, tab) -> {
            if (tab instanceof LazyTab lazy) {
                preferences.putLayout("tab." + key, lazy.key());
            }
        });
    }
}
