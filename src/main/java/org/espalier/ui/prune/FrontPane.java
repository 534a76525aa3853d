package org.espalier.ui.prune;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.OriginTag;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// Accuracy over sparsity of everything pruned from the model, tied to its table; one row is the baseline that the
/// others are compared with.
final class FrontPane extends HBox {

    private final TableView<Scored> table;

    FrontPane(PruneModel model, Preferences preferences, PruneView.Actions actions) {
        super(8);
        setPadding(new javafx.geometry.Insets(8, 0, 0, 0));
        setMinSize(0, 0);
        ChartBox chart = new ChartBox(
                preferences, "prune.front.chart", Words.of("prune.front"), Words.of("prune.chart.accuracies.none"));
        chart.getStyleClass().add("panel");
        chart.setMinSize(0, 0);
        chart.setPrefWidth(380);
        HBox.setHgrow(chart, Priority.ALWAYS);
        table = table(model);
        Button pin = Parts.button("prune.front.pin", actions::pin);
        pin.disableProperty().bind(model.checkpoint.isNull());
        Button open = Parts.button("prune.front.compare", actions::compareChosen);
        open.disableProperty().bind(model.checkpoint.isNull());
        Label baseline = Parts.label("", "muted");
        baseline.setMinWidth(0);
        model.baseline.subscribe(
                name -> baseline.setText(name.isEmpty() ? "" : Words.of("prune.front.baseline", name)));
        VBox box = new VBox(8, Parts.row(8, Parts.spacer(), open, pin), baseline, table);
        pin.setMinWidth(USE_PREF_SIZE);
        open.setMinWidth(USE_PREF_SIZE);
        VBox.setVgrow(table, Priority.ALWAYS);
        box.getStyleClass().add("panel");
        box.setMinSize(0, 0);
        box.setPrefWidth(560);
        HBox.setHgrow(box, Priority.ALWAYS);
        getChildren().addAll(chart, box);
        model.checkpoints.subscribe(() -> chart.dataProperty().set(Scored.chart(model.checkpoints)));
        model.baseline.subscribe(table::refresh);
        tie(model, chart);
    }

    private void tie(PruneModel model, ChartBox chart) {
        table.getSelectionModel().selectedItemProperty().addListener((_, _, row) -> model.checkpoint.set(row));
        model.checkpoint.subscribe(row -> {
            chart.chosenProperty().set(row == null ? null : row.point());
            if (row != null) {
                table.getSelectionModel().select(row);
            }
        });
        chart.chosenProperty().addListener((_, _, point) -> {
            Scored now = model.checkpoint.get();
            if (point != null && (now == null || !point.equals(now.point()))) {
                model.checkpoints.stream()
                        .filter(row -> point.equals(row.point()))
                        .findFirst()
                        .ifPresent(model.checkpoint::set);
            }
        });
    }

    private static TableView<Scored> table(PruneModel model) {
        TableView<Scored> table = new TableView<>(model.checkpoints);
        table.setId("prune.front.table");
        table.setAccessibleText(Words.of("prune.front"));
        table.setPlaceholder(Parts.label(Words.of("prune.chart.accuracies.none"), "muted"));
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("prune.front.name"), 112, Scored::name),
                        Columns.number(
                                Words.of("prune.front.sparsity"),
                                72,
                                Scored::sparsity,
                                row -> Numbers.percent(row.sparsity())),
                        Columns.number(
                                Words.of("prune.front.accuracy"),
                                96,
                                FrontPane::accuracy,
                                row -> Numbers.percentOf(accuracy(row))),
                        Columns.number(
                                Words.of("prune.front.delta"),
                                104,
                                row -> delta(row, model),
                                row -> Numbers.points(delta(row, model))),
                        Columns.text(
                                Words.of("search.column.front"),
                                60,
                                row -> Words.of(row.front() ? "search.front.yes" : "search.front.no")),
                        Columns.text(Words.of("prune.front.how"), 150, Scored::how)));
        table.getColumns().get(2).setGraphic(new OriginTag(org.espalier.task.Label.MEASURED));
        Columns.fillWithLast(table, 60);
        return table;
    }

    private static double accuracy(Scored row) {
        Double measured = row.accuracy();
        return measured == null ? Double.NaN : measured;
    }

    private static double delta(Scored row, PruneModel model) {
        @Nullable
        Scored base = model.checkpoints.stream()
                .filter(s -> s.name().equals(model.baseline.get()))
                .findFirst()
                .orElse(null);
        return base == null ? Double.NaN : accuracy(row) - accuracy(base);
    }
}
