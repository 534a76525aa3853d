package org.espalier.ui.boards;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.espalier.task.Label;
import org.espalier.ui.control.StageLine;
import org.espalier.workbench.step.BoardDiffStep;
import org.espalier.workbench.step.BoardListStep;
import org.jspecify.annotations.Nullable;

/// What the Boards page shows and lets the user choose.
final class BoardsModel {

    /// A number of the benchmark with its origin.
    ///
    /// @param note what it is compared with; may be empty
    record Fact(String name, String value, String note, Label label) {}

    /// A step of the plan on the board.
    ///
    /// @param share of the inference's cycles, 0 to 1
    /// @param instructions null on a real board
    record Layer(
            String name,
            double share,
            double milliseconds,
            @Nullable Long instructions) {}

    final BooleanProperty hasNetwork = new SimpleBooleanProperty(this, "hasNetwork", false);
    final ObservableList<BoardListStep.Found> boards = FXCollections.observableArrayList();
    final ObjectProperty<BoardListStep.@Nullable Found> selected = new SimpleObjectProperty<>(this, "selected", null);
    final StringProperty firmware = new SimpleStringProperty(this, "firmware", "");
    final ObjectProperty<List<StageLine.Item>> stages = new SimpleObjectProperty<>(this, "stages", List.of());
    final IntegerProperty samples = new SimpleIntegerProperty(this, "samples", 20);
    final BooleanProperty busy = new SimpleBooleanProperty(this, "busy", false);
    final StringProperty log = new SimpleStringProperty(this, "log", "");
    final ObservableList<Fact> facts = FXCollections.observableArrayList();
    final ObservableList<Layer> layers = FXCollections.observableArrayList();
    final ObjectProperty<Label> timeLabel = new SimpleObjectProperty<>(this, "timeLabel", Label.ESTIMATED);
    final ObjectProperty<BoardDiffStep.@Nullable Result> comparison =
            new SimpleObjectProperty<>(this, "comparison", null);
    final ObjectProperty<Confusion> confusion = new SimpleObjectProperty<>(this, "confusion", Confusion.NONE);
}
