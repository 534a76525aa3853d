package org.espalier.ui.models;

import java.util.List;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.HeatMap;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelTensorStep;
import org.jspecify.annotations.Nullable;

/// One layer of two models, map beside map on one scale: where its weight lies, or where its zeros are.
final class PairPane extends VBox {

    private final DrawnBox here;
    private final DrawnBox there;
    private final ToggleButton zeros;

    PairPane(ModelsModel model, Preferences preferences) {
        super(4);
        here = box(preferences, "models.compare.here");
        there = box(preferences, "models.compare.there");
        ToggleGroup group = new ToggleGroup();
        ToggleButton weights = chip("models.map", "models.compare.map.weights", group);
        zeros = chip("models.map.zeros", "models.compare.map.zeros", group);
        weights.setSelected(true);
        group.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                group.selectToggle(before);
            } else {
                show(model.pair.get());
            }
        });
        HBox maps = new HBox(8, here, there);
        maps.setPrefHeight(150);
        VBox.setVgrow(maps, Priority.ALWAYS);
        getChildren().addAll(Parts.row(4, weights, zeros), maps);
        setMinHeight(140);
        model.pair.subscribe(this::show);
    }

    private static ToggleButton chip(String key, String id, ToggleGroup group) {
        ToggleButton chip = new ToggleButton(Words.of(key));
        chip.setId(id);
        chip.getStyleClass().add("chip");
        chip.setToggleGroup(group);
        chip.setMinWidth(USE_PREF_SIZE);
        return chip;
    }

    private static DrawnBox box(Preferences preferences, String key) {
        DrawnBox box = new DrawnBox(preferences, key, Words.of(key), Words.of("models.compare.lacks"));
        box.setMinWidth(0);
        box.setPrefWidth(200);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }

    private void show(ModelsModel.@Nullable Pair pair) {
        Parts.visible(this, pair != null);
        if (pair == null) {
            return;
        }
        // One scale for both: a cell of the same colour holds as much here as there.
        double most = zeros.isSelected() ? 1 : Math.max(largest(pair.here()), largest(pair.there()));
        fill(here, pair.here(), most);
        fill(there, pair.there(), most);
    }

    private static double largest(ModelTensorStep.@Nullable Result tensor) {
        return tensor == null
                ? 0
                : tensor.map().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private void fill(DrawnBox box, ModelTensorStep.@Nullable Result tensor, double most) {
        if (tensor == null) {
            box.note().setText("");
            box.drawingProperty().set(Drawing.NONE);
            return;
        }
        List<Double> values = zeros.isSelected() ? tensor.mapZeros() : tensor.map();
        box.drawingProperty().set(new HeatMap(tensor.mapRows(), tensor.mapColumns(), values, most));
        double share = tensor.elements() == 0 ? 0 : (double) tensor.zeros() / tensor.elements();
        box.note().setText(Words.of("models.compare.note", tensor.shape(), Numbers.percent(share)));
    }
}
