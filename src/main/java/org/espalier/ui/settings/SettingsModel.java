package org.espalier.ui.settings;

import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.espalier.ui.theme.Theme;

/// What Settings shows and changes.
final class SettingsModel {

    final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(this, "theme", Theme.LIGHT);
    final IntegerProperty size = new SimpleIntegerProperty(this, "size", 100);
    final StringProperty said = new SimpleStringProperty(this, "said", "");
}
