package org.espalier.ui.settings;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.espalier.model.ComputeDevice;
import org.espalier.ui.theme.Theme;

/// What Settings shows and changes.
final class SettingsModel {

    /// A program and where it lies.
    ///
    /// @param place its file; empty if there is none
    record Tool(String name, String place) {}

    final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(this, "theme", Theme.LIGHT);
    final IntegerProperty size = new SimpleIntegerProperty(this, "size", 100);
    final StringProperty said = new SimpleStringProperty(this, "said", "");
    final StringProperty folders = new SimpleStringProperty(this, "folders", "");
    final ObjectProperty<List<Tool>> tools = new SimpleObjectProperty<>(this, "tools", List.of());
    final ObjectProperty<ComputeDevice> device = new SimpleObjectProperty<>(this, "device", ComputeDevice.CPU);
    final BooleanProperty cudaUsable = new SimpleBooleanProperty(this, "cudaUsable", false);
    final StringProperty cuda = new SimpleStringProperty(this, "cuda", "");
    final StringProperty spark = new SimpleStringProperty(this, "spark", "");
    final StringProperty sparkSaid = new SimpleStringProperty(this, "sparkSaid", "");
    final BooleanProperty sparkWrong = new SimpleBooleanProperty(this, "sparkWrong", false);
    final StringProperty engine = new SimpleStringProperty(this, "engine", "");
}
