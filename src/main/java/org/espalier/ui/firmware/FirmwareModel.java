package org.espalier.ui.firmware;

import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.TreeItem;
import org.espalier.ui.chart.Drawing;
import org.jspecify.annotations.Nullable;

/// What the Firmware page shows.
final class FirmwareModel {

    /// A memory, in bytes: what the plan expected, what the linker placed, section by section.
    ///
    /// @param name "Flash"
    /// @param difference of the two, in words
    /// @param pairs the same two taken apart, part by part
    record Memory(String name, long budget, long plan, List<Section> sections, String difference, List<Pair> pairs) {}

    /// A part as the plan and as the linker has it, bytes.
    record Pair(String name, long plan, long linker) {}

    /// Bytes of a section.
    record Section(String name, long bytes) {}

    final BooleanProperty hasNetwork = new SimpleBooleanProperty(this, "hasNetwork", false);
    final BooleanProperty built = new SimpleBooleanProperty(this, "built", false);
    final BooleanProperty busy = new SimpleBooleanProperty(this, "busy", false);
    final StringProperty subject = new SimpleStringProperty(this, "subject", "");
    final ObjectProperty<@Nullable TreeItem<Path>> files = new SimpleObjectProperty<>(this, "files", null);
    final ObjectProperty<@Nullable Path> file = new SimpleObjectProperty<>(this, "file", null);
    final ObjectProperty<List<String>> lines = new SimpleObjectProperty<>(this, "lines", List.of());
    final ObjectProperty<List<Memory>> memories = new SimpleObjectProperty<>(this, "memories", List.of());
    final ObjectProperty<Drawing> flash = new SimpleObjectProperty<>(this, "flash", Drawing.NONE);
    final StringProperty log = new SimpleStringProperty(this, "log", "");
}
