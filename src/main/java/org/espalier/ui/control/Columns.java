package org.espalier.ui.control;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/// Table columns: text at the left, numbers at the right and sorted by value.
public final class Columns {

    private static final double SCROLL_BAR = 14;

    private Columns() {}

    /// A column of text.
    public static <S> TableColumn<S, String> text(String heading, double width, Function<S, String> value) {
        TableColumn<S, String> column = new TableColumn<>(heading);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(value.apply(row.getValue())));
        column.setPrefWidth(width);
        return column;
    }

    /// Gives the last column what the others leave, `least` at the least.
    public static <S> void fillWithLast(TableView<S> table, double least) {
        table.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        TableColumn<S, ?> last = table.getColumns().getLast();
        // The user may have moved it: it fills wherever it stands.
        List<TableColumn<S, ?>> others =
                List.copyOf(table.getColumns().subList(0, table.getColumns().size() - 1));
        Runnable fill = () -> last.setPrefWidth(Math.max(
                least,
                table.getWidth()
                        - SCROLL_BAR
                        - others.stream()
                                .filter(TableColumn::isVisible)
                                .mapToDouble(TableColumn::getWidth)
                                .sum()));
        table.widthProperty().subscribe(fill);
        others.forEach(column -> {
            column.widthProperty().subscribe(fill);
            column.visibleProperty().subscribe(fill);
        });
    }

    /// A column of numbers; `format` turns a row into what is shown, NaN sorts last and shows nothing.
    public static <S> TableColumn<S, Number> number(
            String heading, double width, ToDoubleFunction<S> value, Function<S, String> format) {
        TableColumn<S, Number> column = new TableColumn<>(heading);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(value.applyAsDouble(row.getValue())));
        column.setPrefWidth(width);
        column.getStyleClass().add("right");
        column.setCellFactory(_ -> new TableCell<>() {
            @Override
            protected void updateItem(@Nullable Number item, boolean empty) {
                super.updateItem(item, empty);
                S row = empty || getTableRow() == null ? null : getTableRow().getItem();
                setText(row == null || item == null || Double.isNaN(item.doubleValue()) ? null : format.apply(row));
            }
        });
        return column;
    }
}
