package org.espalier.ui.boards;

import java.util.List;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Region;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.OriginTag;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// Time by step of the plan: one bar a step, its length the share of the slowest, and the numbers beside it.
final class LayerTable extends TableView<BoardsModel.Layer> {

    LayerTable(BoardsModel model) {
        super(model.layers);
        setId("boards.layers");
        setAccessibleText(Words.of("boards.layers"));
        setPlaceholder(Parts.label(Words.of("boards.layers.none"), "muted"));
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        TableColumn<BoardsModel.Layer, Number> time = Columns.number(
                Words.of("boards.column.time"),
                92,
                BoardsModel.Layer::milliseconds,
                layer -> Numbers.significant(layer.milliseconds()));
        OriginTag tag = new OriginTag(model.timeLabel.get());
        model.timeLabel.subscribe(tag::set);
        time.setGraphic(tag);
        getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("boards.column.step"), 200, BoardsModel.Layer::name),
                        bar(model),
                        time,
                        Columns.number(
                                Words.of("boards.column.share"),
                                64,
                                BoardsModel.Layer::share,
                                layer -> Numbers.percent(layer.share())),
                        Columns.number(
                                Words.of("boards.column.instructions"),
                                96,
                                LayerTable::instructions,
                                LayerTable::counted)));
    }

    private static double instructions(BoardsModel.Layer layer) {
        Long counted = layer.instructions();
        return counted == null ? Double.NaN : counted.doubleValue();
    }

    private static String counted(BoardsModel.Layer layer) {
        Long counted = layer.instructions();
        return counted == null ? "" : Numbers.count(counted);
    }

    private static TableColumn<BoardsModel.Layer, BoardsModel.Layer> bar(BoardsModel model) {
        TableColumn<BoardsModel.Layer, BoardsModel.Layer> column = new TableColumn<>(Words.of("boards.column.bar"));
        column.setPrefWidth(180);
        column.setSortable(false);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(_ -> new TableCell<>() {
            private final Region bar = new Region();

            {
                bar.getStyleClass().add("layer-bar");
                bar.setMaxHeight(12);
                bar.setMinHeight(12);
            }

            @Override
            protected void updateItem(BoardsModel.@Nullable Layer layer, boolean empty) {
                super.updateItem(layer, empty);
                setGraphic(empty || layer == null ? null : bar);
                if (layer != null) {
                    double most = model.layers.stream()
                            .mapToDouble(BoardsModel.Layer::share)
                            .max()
                            .orElse(1);
                    bar.prefWidthProperty().bind(widthProperty().subtract(18).multiply(layer.share() / most));
                    bar.maxWidthProperty().bind(bar.prefWidthProperty());
                    bar.minWidthProperty().bind(bar.prefWidthProperty());
                }
            }
        });
        return column;
    }
}
