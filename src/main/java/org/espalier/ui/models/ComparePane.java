package org.espalier.ui.models;

import java.util.List;
import java.util.function.Function;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.model.Component;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelCompareStep;
import org.jspecify.annotations.Nullable;

/// Two models side by side, layer by layer: zeros and bytes of each, how far the weights moved, and below the table
/// the chosen layer's matrices.
final class ComparePane extends VBox {

    ComparePane(ModelsModel model, Preferences preferences, Runnable end) {
        super(8);
        setId("models.compare.pane");
        getStyleClass().add("panel");
        setMinHeight(180);
        Label title = Parts.label("", "section");
        title.setMinWidth(0);
        Label sums = Parts.paragraph("", "muted");
        TableView<ModelCompareStep.Layer> table = table();
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren()
                .addAll(
                        Parts.row(8, title, Parts.spacer(), Parts.iconButton("models.compare.end", "mdi2c-close", end)),
                        sums,
                        table,
                        new PairPane(model, preferences));
        tie(model, table);
        model.comparison.subscribe(result -> {
            table.getItems().setAll(result == null ? List.of() : result.layers());
            title.setText(
                    result == null
                            ? ""
                            : Words.of("models.compare.title", Places.of(java.nio.file.Path.of(result.b()))));
            sums.setText(result == null ? "" : sums(result));
        });
    }

    /// The row is the chosen layer; a tensor chosen in the tree chooses its row.
    private static void tie(ModelsModel model, TableView<ModelCompareStep.Layer> table) {
        table.getSelectionModel().selectedItemProperty().addListener((_, _, layer) -> {
            if (layer != null) {
                model.layer.set(layer);
            }
        });
        model.layer.subscribe(layer -> {
            if (layer != null && !layer.equals(table.getSelectionModel().getSelectedItem())) {
                table.getSelectionModel().select(layer);
                table.scrollTo(Math.max(0, table.getSelectionModel().getSelectedIndex() - 1));
            }
        });
        model.selected.addListener((_, _, row) -> {
            String tensor = row == null ? null : row.tensor();
            table.getItems().stream()
                    .filter(layer -> layer.tensor().equals(tensor))
                    .findFirst()
                    .ifPresent(model.layer::set);
        });
    }

    private static String sums(ModelCompareStep.Result result) {
        return Words.of(
                "models.compare.sums",
                Numbers.count(result.changedLayers()),
                Numbers.count(result.layers().size()),
                percent(result.sparsity().a()),
                percent(result.sparsity().b()),
                bytes(result.bytes().a()),
                bytes(result.bytes().b()));
    }

    private static TableView<ModelCompareStep.Layer> table() {
        TableView<ModelCompareStep.Layer> table = new TableView<>();
        table.setId("models.compare.table");
        table.setAccessibleText(Words.of("models.compare.table"));
        table.setPlaceholder(Parts.label(Words.of("models.tree.none"), "muted"));
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("models.column.name"), 172, ComparePane::name),
                        both("models.column.zeros", 54, ModelCompareStep.Layer::sparsity, ComparePane::percent),
                        Columns.number(
                                Words.of("models.compare.change"),
                                62,
                                layer -> value(layer.difference()),
                                layer -> percent(layer.difference())),
                        both("models.column.bytes", 70, ModelCompareStep.Layer::bytes, ComparePane::bytes)));
        return table;
    }

    /// One quantity of both models under one heading.
    private static <T extends Number> TableColumn<ModelCompareStep.Layer, Number> both(
            String key,
            double width,
            Function<ModelCompareStep.Layer, ModelCompareStep.Both<T>> of,
            Function<@Nullable T, String> words) {
        TableColumn<ModelCompareStep.Layer, Number> group = new TableColumn<>(Words.of(key));
        group.getColumns()
                .addAll(List.of(
                        Columns.number(
                                Words.of("models.compare.a"),
                                width,
                                layer -> value(of.apply(layer).a()),
                                layer -> words.apply(of.apply(layer).a())),
                        Columns.number(
                                Words.of("models.compare.b"),
                                width,
                                layer -> value(of.apply(layer).b()),
                                layer -> words.apply(of.apply(layer).b()))));
        return group;
    }

    /// "block 0 mlp.down_proj", "tower 0 mlp.fc1": what most names begin with is said in a word.
    private static String name(ModelCompareStep.Layer layer) {
        String component = layer.component();
        if (component == null || !layer.name().startsWith(component + ".")) {
            return layer.name();
        }
        String word = component.equals(Component.VISION_TOWER.word()) ? "models.compare.tower" : "models.compare.block";
        return layer.name()
                .substring(component.length() + 1)
                .replaceFirst("^layers\\.(\\d+)\\.", Words.of(word, "$1") + " ");
    }

    private static double value(@Nullable Number number) {
        return number == null ? Double.NaN : number.doubleValue();
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "–" : Numbers.percent(share);
    }

    private static String bytes(@Nullable Long bytes) {
        return bytes == null ? "–" : Numbers.bytes(bytes);
    }
}
