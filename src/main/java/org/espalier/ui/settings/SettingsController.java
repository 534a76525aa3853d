package org.espalier.ui.settings;

import javafx.scene.Parent;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;

/// Ties the Settings page to the session's appearance and preferences.
public final class SettingsController implements Page {

    private final Session session;
    private final SettingsModel model = new SettingsModel();
    private final SettingsView view;

    /// The page for `session`.
    public SettingsController(Session session) {
        this.session = session;
        model.theme.bindBidirectional(session.appearance().themeProperty());
        model.size.bindBidirectional(session.appearance().sizeProperty());
        view = new SettingsView(model, this::resetLayout);
    }

    private void resetLayout() {
        session.preferences().resetLayout();
        model.said.set(Words.of("settings.layout.said"));
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        model.said.set("");
    }
}
