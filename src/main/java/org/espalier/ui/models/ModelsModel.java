package org.espalier.ui.models;

import java.nio.file.Path;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.TreeItem;
import org.espalier.workbench.step.ModelCompareStep;
import org.espalier.workbench.step.ModelTensorStep;
import org.espalier.workbench.step.ModelThresholdsStep;
import org.jspecify.annotations.Nullable;

/// What the Models page shows.
final class ModelsModel {

    /// A layer of two models; null where a model lacks it.
    record Pair(ModelTensorStep.@Nullable Result here, ModelTensorStep.@Nullable Result there) {}

    final BooleanProperty hasModel = new SimpleBooleanProperty(this, "hasModel", false);
    final StringProperty subject = new SimpleStringProperty(this, "subject", "");
    final ObjectProperty<@Nullable TreeItem<TensorRow>> tree = new SimpleObjectProperty<>(this, "tree", null);
    final ObjectProperty<@Nullable TensorRow> selected = new SimpleObjectProperty<>(this, "selected", null);
    final ObjectProperty<ModelTensorStep.@Nullable Result> tensor = new SimpleObjectProperty<>(this, "tensor", null);
    final ObjectProperty<ModelThresholdsStep.@Nullable Result> magnitudes =
            new SimpleObjectProperty<>(this, "magnitudes", null);
    final BooleanProperty wholeModel = new SimpleBooleanProperty(this, "wholeModel", false);
    final ObjectProperty<ModelCompareStep.@Nullable Result> comparison =
            new SimpleObjectProperty<>(this, "comparison", null);
    final ObjectProperty<ModelCompareStep.@Nullable Layer> layer = new SimpleObjectProperty<>(this, "layer", null);
    final ObjectProperty<@Nullable Pair> pair = new SimpleObjectProperty<>(this, "pair", null);
    final BooleanProperty zerosPending = new SimpleBooleanProperty(this, "zerosPending", false);

    final BooleanProperty answers = new SimpleBooleanProperty(this, "answers", false);
    final ObjectProperty<@Nullable Path> picture = new SimpleObjectProperty<>(this, "picture", null);
    final StringProperty question = new SimpleStringProperty(this, "question", "");
    final StringProperty answer = new SimpleStringProperty(this, "answer", "");
    final StringProperty speed = new SimpleStringProperty(this, "speed", "");
    final BooleanProperty asking = new SimpleBooleanProperty(this, "asking", false);
}
