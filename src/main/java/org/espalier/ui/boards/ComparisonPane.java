package org.espalier.ui.boards;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.BoardDiffStep;
import org.jspecify.annotations.Nullable;

/// Where the board's values first differ from the reference executor's: one sentence, and every layer behind it.
final class ComparisonPane extends VBox {

    ComparisonPane(BoardsModel model, Runnable compare) {
        super(8);
        setPadding(new Insets(8, 0, 0, 0));
        Button button = Parts.button("boards.compare", compare);
        button.setGraphic(Parts.icon("mdi2c-compare-horizontal"));
        button.disableProperty().bind(model.busy.or(model.hasNetwork.not()));
        Label sentence = Parts.paragraph("", "strong");
        sentence.setId("boards.compare.sentence");
        TableView<BoardDiffStep.Layer> table = new TableView<>();
        table.setId("boards.compare.layers");
        table.setAccessibleText(Words.of("boards.compare.layers"));
        table.setPlaceholder(Parts.label(Words.of("boards.compare.none"), "muted"));
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("boards.column.step"), 220, BoardDiffStep.Layer::name),
                        Columns.text(Words.of("boards.compare.activation"), 140, BoardDiffStep.Layer::activation),
                        Columns.number(
                                Words.of("boards.compare.values"),
                                90,
                                BoardDiffStep.Layer::values,
                                layer -> Numbers.count(layer.values())),
                        Columns.text(Words.of("boards.compare.result"), 260, layer -> sides(layer.differing()))));
        model.comparison.subscribe(result -> {
            sentence.setText(sentence(result));
            table.getItems().setAll(result == null ? List.of() : result.layers());
        });
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().addAll(Parts.row(8, button, sentence), table);
    }

    /// "host equal, virtual:stm32f746g-disco 12 differ".
    private static String sides(Map<String, Integer> differing) {
        return differing.entrySet().stream()
                .map(side -> side.getValue() == 0
                        ? Words.of("boards.compare.equal", side.getKey())
                        : Words.of("boards.compare.differ", side.getKey(), Numbers.count(side.getValue())))
                .collect(Collectors.joining(", "));
    }

    static String sentence(BoardDiffStep.@Nullable Result result) {
        if (result == null) {
            return "";
        }
        String built = result.imageAsBuilt() ? "" : " " + Words.of("boards.compare.changed");
        BoardDiffStep.First first = result.first();
        return (first == null
                        ? Words.of("boards.compare.all", String.join(", ", result.sides()))
                        : Words.of(
                                "boards.compare.first",
                                first.side(),
                                first.step(),
                                first.layer(),
                                first.token(),
                                first.channel(),
                                first.got(),
                                first.expected()))
                + built;
    }
}
