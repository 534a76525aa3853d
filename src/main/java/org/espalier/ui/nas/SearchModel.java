package org.espalier.ui.nas;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleLongProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.espalier.workbench.step.NasSpaceStep;
import org.jspecify.annotations.Nullable;

/// What the Search page shows and lets the user choose.
final class SearchModel {

    /// A number of the space with its name.
    record Fact(String name, String value) {}

    final BooleanProperty hasSpace = new SimpleBooleanProperty(this, "hasSpace", false);
    final StringProperty subject = new SimpleStringProperty(this, "subject", "");
    /// Bytes of SRAM that the board has; 0 for no board.
    final LongProperty sram = new SimpleLongProperty(this, "sram", 0);

    final ObjectProperty<@Nullable Space> space = new SimpleObjectProperty<>(this, "space", null);
    final ObjectProperty<Space.@Nullable Edited> edited = new SimpleObjectProperty<>(this, "edited", null);
    final StringProperty headline = new SimpleStringProperty(this, "headline", "");
    final ObjectProperty<List<Fact>> facts = new SimpleObjectProperty<>(this, "facts", List.of());
    final ObjectProperty<Found> found = new SimpleObjectProperty<>(this, "found", Found.NONE);
    final ObservableList<Found.Candidate> candidates = FXCollections.observableArrayList();
    final List<Found.Candidate> measured = new java.util.ArrayList<>();
    final ObjectProperty<Found.@Nullable Candidate> selected = new SimpleObjectProperty<>(this, "selected", null);
    final ObjectProperty<NasSpaceStep.@Nullable Nearest> nearest = new SimpleObjectProperty<>(this, "nearest", null);
    final IntegerProperty samples = new SimpleIntegerProperty(this, "samples", 20);
    final BooleanProperty running = new SimpleBooleanProperty(this, "running", false);
    final StringProperty note = new SimpleStringProperty(this, "note", "");
    final StringProperty stage = new SimpleStringProperty(this, "stage", "");
}
