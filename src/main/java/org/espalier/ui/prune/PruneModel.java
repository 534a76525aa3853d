package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.chart.RatioBars;
import org.espalier.workbench.step.ModelMagnitudesStep;
import org.espalier.workbench.step.PruneWhatIfStep;
import org.jspecify.annotations.Nullable;

/// What the Prune page shows and lets the user choose.
final class PruneModel {

    /// Accuracy before and after, and what was pruned in between.
    ///
    /// @param before percent, null if not measured
    /// @param after percent, null if not measured
    /// @param questions asked for each
    /// @param what "50 % of 1,240,000 language-model weights (45.8 % of all)"
    /// @param out the pruned checkpoint; null if nothing was pruned
    /// @param packed what packing it came to; empty if it was not packed
    /// @param how "wanda, unstructured, 64 samples, seed 0"
    record Outcome(
            @Nullable Double before,
            @Nullable Double after,
            long questions,
            String what,
            String how,
            @Nullable Path out,
            String packed) {}

    final StringProperty criterion = new SimpleStringProperty(this, "criterion", "wanda");
    final StringProperty pattern = new SimpleStringProperty(this, "pattern", "unstructured");
    final StringProperty rule = new SimpleStringProperty(this, "rule", "uniform");
    final BooleanProperty sequential = new SimpleBooleanProperty(this, "sequential", false);
    /// Whether the share is being dragged: one change until it is let go.
    final BooleanProperty dragging = new SimpleBooleanProperty(this, "dragging", false);
    final DoubleProperty sparsity = new SimpleDoubleProperty(this, "sparsity", 50);
    final IntegerProperty samples = new SimpleIntegerProperty(this, "samples", 64);
    final IntegerProperty seed = new SimpleIntegerProperty(this, "seed", 0);
    final IntegerProperty questions = new SimpleIntegerProperty(this, "questions", 1000);
    final BooleanProperty languageModel = new SimpleBooleanProperty(this, "languageModel", true);
    final BooleanProperty visionTower = new SimpleBooleanProperty(this, "visionTower", false);
    final BooleanProperty projector = new SimpleBooleanProperty(this, "projector", false);

    final IntegerProperty population = new SimpleIntegerProperty(this, "population", 8);
    final IntegerProperty generations = new SimpleIntegerProperty(this, "generations", 4);
    final StringProperty searchSaid = new SimpleStringProperty(this, "searchSaid", "");
    final ObjectProperty<ChartData> searchObjective =
            new SimpleObjectProperty<>(this, "searchObjective", ChartData.EMPTY);
    final ObjectProperty<ChartData> searchPopulation =
            new SimpleObjectProperty<>(this, "searchPopulation", ChartData.EMPTY);

    final ObjectProperty<Drawing> policies = new SimpleObjectProperty<>(this, "policies", Drawing.NONE);
    final ObjectProperty<ChartData> projectorSteps =
            new SimpleObjectProperty<>(this, "projectorSteps", ChartData.EMPTY);
    final ObjectProperty<ChartData> sensitivity = new SimpleObjectProperty<>(this, "sensitivity", ChartData.EMPTY);
    final ObjectProperty<ModelMagnitudesStep.@Nullable Result> magnitudes =
            new SimpleObjectProperty<>(this, "magnitudes", null);
    final BooleanProperty countable = new SimpleBooleanProperty(this, "countable", false);
    final BooleanProperty counting = new SimpleBooleanProperty(this, "counting", false);
    final ObservableList<Scored> checkpoints = FXCollections.observableArrayList();
    final ObjectProperty<@Nullable Scored> checkpoint = new SimpleObjectProperty<>(this, "checkpoint", null);
    final ObjectProperty<PruneWhatIfStep.@Nullable Result> gains = new SimpleObjectProperty<>(this, "gains", null);
    final BooleanProperty packing = new SimpleBooleanProperty(this, "packing", false);
    final BooleanProperty measuring = new SimpleBooleanProperty(this, "measuring", false);
    final StringProperty baseline = new SimpleStringProperty(this, "baseline", "");

    final BooleanProperty hasModel = new SimpleBooleanProperty(this, "hasModel", false);
    final BooleanProperty running = new SimpleBooleanProperty(this, "running", false);
    final StringProperty stage = new SimpleStringProperty(this, "stage", "");
    final DoubleProperty fraction = new SimpleDoubleProperty(this, "fraction", -1);
    final StringProperty subject = new SimpleStringProperty(this, "subject", "");
    final StringProperty barsTitle = new SimpleStringProperty(this, "barsTitle", "");
    final IntegerProperty part = new SimpleIntegerProperty(this, "part", -1);
    final StringProperty partName = new SimpleStringProperty(this, "partName", "");
    final StringProperty partShare = new SimpleStringProperty(this, "partShare", "");
    final BooleanProperty partLocked = new SimpleBooleanProperty(this, "partLocked", false);
    final BooleanProperty editable = new SimpleBooleanProperty(this, "editable", false);
    final BooleanProperty undoable = new SimpleBooleanProperty(this, "undoable", false);
    final BooleanProperty redoable = new SimpleBooleanProperty(this, "redoable", false);
    final StringProperty total = new SimpleStringProperty(this, "total", "");
    final ObjectProperty<List<RatioBars.Block>> blocks = new SimpleObjectProperty<>(this, "blocks", List.of());
    final ObjectProperty<ChartData> ratios = new SimpleObjectProperty<>(this, "ratios", ChartData.EMPTY);
    final ObjectProperty<ChartData> accuracies = new SimpleObjectProperty<>(this, "accuracies", ChartData.EMPTY);
    final ObjectProperty<@Nullable Outcome> outcome = new SimpleObjectProperty<>(this, "outcome", null);
}
