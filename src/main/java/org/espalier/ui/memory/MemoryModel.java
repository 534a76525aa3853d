package org.espalier.ui.memory;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.chart.MemoryMap;
import org.jspecify.annotations.Nullable;

/// What the Memory page shows and lets the user change.
final class MemoryModel {

    /// A part of a total, with where its number comes from: "exact", "reserved", "estimated".
    record Share(String name, long bytes, String origin) {}

    /// A sum that closes: the parts add up to the total.
    record Account(long total, long budget, List<Share> parts) {

        static final Account NONE = new Account(0, 0, List.of());

        Account {
            parts = List.copyOf(parts);
        }
    }

    /// A plan kept to be compared with.
    record Kept(MemoryMap map, String title) {}

    final ObjectProperty<@Nullable Kept> kept = new SimpleObjectProperty<>(this, "kept", null);
    final StringProperty title = new SimpleStringProperty(this, "title", "");
    final BooleanProperty integration = new SimpleBooleanProperty(this, "integration", true);
    final BooleanProperty decomposition = new SimpleBooleanProperty(this, "decomposition", true);
    final BooleanProperty overwriting = new SimpleBooleanProperty(this, "overwriting", true);
    final ObjectProperty<MemoryMap> map = new SimpleObjectProperty<>(this, "map", MemoryMap.EMPTY);
    final ObjectProperty<@Nullable MemoryMap> ghost = new SimpleObjectProperty<>(this, "ghost", null);
    final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);
    final IntegerProperty hovered = new SimpleIntegerProperty(this, "hovered", -1);
    final ObjectProperty<Account> sram = new SimpleObjectProperty<>(this, "sram", Account.NONE);
    final ObjectProperty<Account> flash = new SimpleObjectProperty<>(this, "flash", Account.NONE);
    final ObjectProperty<Drawing> flashMap = new SimpleObjectProperty<>(this, "flashMap", Drawing.NONE);
    final StringProperty subject = new SimpleStringProperty(this, "subject", "");
    final BooleanProperty planned = new SimpleBooleanProperty(this, "planned", false);
    final BooleanProperty hasNetwork = new SimpleBooleanProperty(this, "hasNetwork", false);
}
