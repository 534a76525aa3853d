package org.espalier.ui.runs;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import org.jspecify.annotations.Nullable;

/// What the Runs page shows.
final class RunsModel {

    final ObservableList<RunRow> all = FXCollections.observableArrayList();
    private final FilteredList<RunRow> filtered = new FilteredList<>(all);
    final SortedList<RunRow> shown = new SortedList<>(filtered);
    final StringProperty filter = new SimpleStringProperty(this, "filter", "");
    final ObjectProperty<@Nullable RunRow> selected = new SimpleObjectProperty<>(this, "selected", null);
    final ObservableList<RunRow> chosen = FXCollections.observableArrayList();
    final ObjectProperty<@Nullable RunRow> baseline = new SimpleObjectProperty<>(this, "baseline", null);
    final BooleanProperty resuming = new SimpleBooleanProperty(this, "resuming", false);
    final ObservableList<String> log = FXCollections.observableArrayList();
    final StringProperty subject = new SimpleStringProperty(this, "subject", "");
    final StringProperty said = new SimpleStringProperty(this, "said", "");

    RunsModel() {
        filter.subscribe(text -> filtered.setPredicate(row -> text.isBlank() || row.matches(text)));
    }
}
