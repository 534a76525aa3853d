package org.espalier.ui.prune;

import java.util.List;
import java.util.Objects;
import javafx.beans.property.BooleanProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.model.Component;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelMagnitudesStep;
import org.espalier.workbench.step.ModelMagnitudesStep.Layer;
import org.jspecify.annotations.Nullable;

/// How sensitive each layer is: what pruning by magnitude takes from it, from its counts and before anything is pruned;
/// and how far its block moved in the runs there are.
final class SensitivityPane extends HBox {

    /// Of fewer bytes a rate says how long the start took, not how fast they are read.
    private static final long LEAST_MEASURED = 64L << 20;

    private final PruneModel model;
    private final TableView<Layer> table = new TableView<>();
    private final ChartBox curves;
    private final Label said = Parts.label("", "muted");
    private TableColumn<Layer, Number> upTo = new TableColumn<>();
    private TableColumn<Layer, Number> lost = new TableColumn<>();

    SensitivityPane(PruneModel model, Preferences preferences, PruneView.Actions actions) {
        super(8);
        this.model = model;
        curves = box(preferences, "prune.magnitudes");
        setPadding(new javafx.geometry.Insets(8, 0, 0, 0));
        setMinSize(0, 0);
        ChartBox moved = box(preferences, "prune.sensitivity");
        moved.dataProperty().bind(model.sensitivity);
        model.sensitivity.subscribe(data -> Parts.visible(moved, !data.series().isEmpty()));
        Button count = Parts.button("prune.magnitudes.count", actions::countMagnitudes);
        Button stop = Parts.button("prune.magnitudes.stop", actions::stopCounting);
        model.countable.subscribe(now -> arrange(count, stop));
        model.counting.subscribe(now -> arrange(count, stop));
        said.setId("prune.magnitudes.said");
        said.setMinWidth(0);
        makeTable();
        VBox box = new VBox(8, Parts.row(8, said, Parts.spacer(), count, stop), table);
        VBox.setVgrow(table, Priority.ALWAYS);
        box.getStyleClass().add("panel");
        box.setMinSize(0, 0);
        box.setPrefWidth(440);
        HBox.setHgrow(box, Priority.ALWAYS);
        getChildren().addAll(curves, moved, box);
        model.magnitudes.subscribe(this::show);
        for (BooleanProperty part : List.of(model.languageModel, model.visionTower, model.projector)) {
            part.subscribe((_, _) -> show(model.magnitudes.get()));
        }
        model.sparsity.subscribe((_, _) -> {
            head();
            table.refresh();
            draw();
        });
    }

    private void arrange(Button count, Button stop) {
        Parts.visible(count, model.countable.get() && !model.counting.get());
        Parts.visible(stop, model.counting.get());
    }

    private static ChartBox box(Preferences preferences, String key) {
        ChartBox box = new ChartBox(preferences, key, Words.of(key), Words.of(key + ".none"));
        box.getStyleClass().add("panel");
        box.setMinSize(0, 0);
        box.setPrefWidth(380);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }

    private int percent() {
        return Math.clamp(Math.round(model.sparsity.get()), 0, 100);
    }

    private void makeTable() {
        table.setId("prune.magnitudes.table");
        table.setAccessibleText(Words.of("prune.magnitudes"));
        table.setPlaceholder(Parts.label(Words.of("prune.magnitudes.empty"), "muted"));
        upTo = Columns.number(
                "",
                132,
                layer -> cut(layer).threshold(),
                layer -> Numbers.significant(cut(layer).threshold()));
        lost = Columns.number(
                "",
                120,
                layer -> cut(layer).share(),
                layer -> Numbers.percent(cut(layer).share()));
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("prune.chart.layer"), 130, layer -> Layers.shortName(layer.name())),
                        Columns.number(
                                Words.of("prune.magnitudes.zeros"),
                                72,
                                SensitivityPane::zeros,
                                layer -> Numbers.percent(zeros(layer))),
                        upTo,
                        lost));
        Columns.fillWithLast(table, 100);
        head();
        table.getSelectionModel().selectedItemProperty().addListener((_, _, _) -> draw());
    }

    private void head() {
        String at = Numbers.percent(percent() / 100.0);
        upTo.setText(Words.of("prune.magnitudes.upto", at));
        lost.setText(Words.of("prune.magnitudes.lost", at));
    }

    private ModelMagnitudesStep.Cut cut(Layer layer) {
        return layer.cuts().get(percent());
    }

    private static double zeros(Layer layer) {
        return (double) layer.zeros() / layer.weights();
    }

    private void show(ModelMagnitudesStep.@Nullable Result result) {
        Layer before = table.getSelectionModel().getSelectedItem();
        List<Layer> layers = result == null
                ? List.of()
                : result.layers().stream().filter(this::chosen).toList();
        table.getItems().setAll(layers);
        layers.stream()
                .filter(layer -> before != null && Objects.equals(layer.name(), before.name()))
                .findFirst()
                .ifPresent(table.getSelectionModel()::select);
        said.setText(result == null ? "" : sentence(result));
        draw();
    }

    /// Whether the form prunes the layer's part of the model.
    private boolean chosen(Layer layer) {
        return switch (Component.parse(layer.component())) {
            case LANGUAGE_MODEL -> model.languageModel.get();
            case VISION_TOWER -> model.visionTower.get();
            case PROJECTOR -> model.projector.get();
        };
    }

    private static String sentence(ModelMagnitudesStep.Result result) {
        Double rate = result.gigabytesPerSecond();
        String counted = rate == null
                ? Words.of("prune.magnitudes.kept")
                : result.bytesRead() < LEAST_MEASURED
                        ? Words.of("prune.magnitudes.counted", Numbers.bytes(result.bytesRead()))
                        : Words.of(
                                "prune.magnitudes.read", Numbers.bytes(result.bytesRead()), Numbers.significant(rate));
        String left = Words.count("prune.magnitudes.left", result.skipped().size());
        if (result.layers().isEmpty()) {
            return left;
        }
        return result.skipped().isEmpty() ? counted : counted + " " + left;
    }

    private void draw() {
        curves.dataProperty()
                .set(Removal.curves(
                        table.getItems(), percent(), table.getSelectionModel().getSelectedItem()));
    }
}
