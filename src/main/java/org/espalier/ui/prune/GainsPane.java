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
import org.espalier.workbench.gain.Gain;

/// What each way to prune gains on this machine: bytes, memory and tokens a second, before anything is pruned.
final class GainsPane extends HBox {

    GainsPane(PruneModel model, Preferences preferences, PruneView.Actions actions) {
        super(8);
        setPadding(new javafx.geometry.Insets(8, 0, 0, 0));
        setMinSize(0, 0);
        ChartBox curve =
                new ChartBox(preferences, "prune.gains.curve", Words.of("prune.gains"), Words.of("prune.gains.none"));
        curve.getStyleClass().add("panel");
        curve.setMinSize(0, 0);
        curve.setPrefWidth(380);
        HBox.setHgrow(curve, Priority.ALWAYS);
        TableView<Gain> table = table();
        Button measure = Parts.button("prune.gains.measure", actions::measureGains);
        measure.setGraphic(Parts.icon("mdi2s-speedometer"));
        measure.disableProperty().bind(model.measuring.or(model.hasModel.not()));
        Label machine = Parts.label("", "muted");
        machine.setMinWidth(0);
        VBox evens = new VBox(2);
        VBox box = new VBox(8, Parts.row(8, machine, Parts.spacer(), measure), table, evens);
        VBox.setVgrow(table, Priority.ALWAYS);
        box.getStyleClass().add("panel");
        box.setMinSize(0, 0);
        box.setPrefWidth(560);
        HBox.setHgrow(box, Priority.ALWAYS);
        getChildren().addAll(curve, box);
        model.gains.subscribe(result -> {
            if (result == null) {
                curve.dataProperty().set(org.espalier.ui.chart.ChartData.EMPTY);
                table.getItems().clear();
                machine.setText("");
                evens.getChildren().clear();
                return;
            }
            curve.dataProperty().set(Gains.curve(result));
            table.getItems().setAll(result.gains());
            machine.setText(
                    Words.of("prune.gains.machine", result.device(), Numbers.significant(result.readBandwidth())));
            evens.getChildren()
                    .setAll(Gains.breakEvens(result).stream()
                            .map(words -> Parts.paragraph(words, "caption"))
                            .toList());
        });
    }

    private static TableView<Gain> table() {
        TableView<Gain> table = new TableView<>();
        table.setId("prune.gains.table");
        table.setAccessibleText(Words.of("prune.gains"));
        table.setPlaceholder(Parts.label(Words.of("prune.gains.none"), "muted"));
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("prune.gains.values"), 62, Gain::values),
                        Columns.text(Words.of("prune.gains.pattern"), 98, Gain::pattern),
                        Columns.number(
                                Words.of("prune.front.sparsity"),
                                64,
                                Gain::sparsity,
                                gain -> Numbers.percent(gain.sparsity())),
                        Columns.number(
                                Words.of("prune.gains.file"),
                                84,
                                Gain::fileBytes,
                                gain -> Numbers.bytes(gain.fileBytes())),
                        Columns.number(
                                Words.of("prune.gains.memory"),
                                92,
                                Gain::memoryBytes,
                                gain -> Numbers.bytes(gain.memoryBytes())),
                        Columns.number(
                                Words.of("prune.gains.tokens"),
                                70,
                                Gain::tokensPerSecond,
                                gain -> Numbers.significant(gain.tokensPerSecond())),
                        Columns.number(
                                Words.of("prune.gains.speedup"),
                                96,
                                Gain::speedup,
                                gain -> Numbers.significant(gain.speedup())),
                        Columns.text(Words.of("prune.gains.label"), 76, Gain::label)));
        table.getColumns().get(3).setGraphic(new OriginTag(org.espalier.task.Label.ESTIMATED));
        table.getColumns().get(4).setGraphic(new OriginTag(org.espalier.task.Label.ESTIMATED));
        Columns.fillWithLast(table, 72);
        return table;
    }
}
