package org.espalier.ui.models;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Places;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelCompareStep;
import org.jspecify.annotations.Nullable;

/// Two models side by side, layer by layer: zeros of each, how far the weights moved, bytes of each.
final class ComparePane extends VBox {

    ComparePane(ModelsModel model, Runnable end) {
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
                        table);
        model.comparison.subscribe(result -> {
            table.getItems().setAll(result == null ? List.of() : result.layers());
            title.setText(
                    result == null
                            ? ""
                            : Words.of("models.compare.title", Places.of(java.nio.file.Path.of(result.b()))));
            sums.setText(result == null ? "" : sums(result));
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
                        Columns.text(Words.of("models.column.name"), 190, ComparePane::name),
                        Columns.number(
                                Words.of("models.compare.zeros.a"),
                                90,
                                layer -> value(layer.sparsity().a()),
                                layer -> percent(layer.sparsity().a())),
                        Columns.number(
                                Words.of("models.compare.zeros.b"),
                                90,
                                layer -> value(layer.sparsity().b()),
                                layer -> percent(layer.sparsity().b())),
                        Columns.number(
                                Words.of("models.compare.change"),
                                72,
                                layer -> value(layer.difference()),
                                layer -> percent(layer.difference())),
                        Columns.number(
                                Words.of("models.column.bytes"),
                                80,
                                layer -> value(layer.bytes().b()),
                                layer -> bytes(layer.bytes().b()))));
        return table;
    }

    /// The layer's name without its component's, which most begin with.
    private static String name(ModelCompareStep.Layer layer) {
        String start = layer.component() + ".";
        return layer.name().startsWith(start) ? layer.name().substring(start.length()) : layer.name();
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
