package org.espalier.ui.models;

import java.util.List;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableCell;
import javafx.scene.control.TreeTableColumn;
import javafx.scene.control.TreeTableView;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// The tree of a model's tensors with their shapes, bytes and zeros.
final class TensorTable extends TreeTableView<TensorRow> {

    TensorTable(ModelsModel model) {
        setId("models.tree");
        setAccessibleText(Words.of("models.tree"));
        setShowRoot(false);
        setPlaceholder(Parts.label(Words.of("models.tree.none"), "muted"));
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        TreeTableColumn<TensorRow, TensorRow> name = column("models.column.name", 260, TensorRow::name);
        getColumns()
                .addAll(List.of(
                        name,
                        column("models.column.shape", 100, TensorRow::shape),
                        column("models.column.dtype", 50, TensorRow::dtype),
                        right(column("models.column.parameters", 70, row -> Numbers.shortCount(row.parameters()))),
                        right(column("models.column.bytes", 76, row -> Numbers.bytes(row.bytes()))),
                        right(column("models.column.zeros", 56, TensorTable::zeros))));
        // Where room is short the name gives way: half a number is none.
        getColumns().stream()
                .filter(column -> !column.equals(name))
                .forEach(column -> column.setMinWidth(column.getPrefWidth()));
        setTreeColumn(name);
        model.tree.subscribe(this::show);
        getSelectionModel()
                .selectedItemProperty()
                .addListener((_, _, item) -> model.selected.set(item == null ? null : item.getValue()));
        // One event shows the tree, the next selects in it: together they would hold the window up.
        model.selected.subscribe(() -> Platform.runLater(() -> follow(model.selected.get())));
    }

    /// Takes a new tree; blocks that were open before stay open.
    private void show(@Nullable TreeItem<TensorRow> tree) {
        TreeItem<TensorRow> before = getRoot();
        if (before != null && tree != null) {
            copyExpanded(before, tree);
        }
        setRoot(tree);
    }

    private static void copyExpanded(TreeItem<TensorRow> from, TreeItem<TensorRow> to) {
        for (TreeItem<TensorRow> old : from.getChildren()) {
            for (TreeItem<TensorRow> now : to.getChildren()) {
                if (!old.isLeaf() && old.getValue().name().equals(now.getValue().name())) {
                    now.setExpanded(old.isExpanded());
                    copyExpanded(old, now);
                }
            }
        }
    }

    private void follow(@Nullable TensorRow row) {
        TreeItem<TensorRow> current = getSelectionModel().getSelectedItem();
        if (row == null || getRoot() == null || (current != null && row.equals(current.getValue()))) {
            return;
        }
        TreeItem<TensorRow> found = find(getRoot(), row);
        if (found != null) {
            for (TreeItem<TensorRow> up = found.getParent(); up != null; up = up.getParent()) {
                up.setExpanded(true);
            }
            getSelectionModel().select(found);
            scrollTo(Math.max(0, getRow(found) - 3));
        }
    }

    private static @Nullable TreeItem<TensorRow> find(TreeItem<TensorRow> item, TensorRow row) {
        if (item.getValue() != null
                && row.name().equals(item.getValue().name())
                && java.util.Objects.equals(row.tensor(), item.getValue().tensor())) {
            return item;
        }
        for (TreeItem<TensorRow> child : item.getChildren()) {
            TreeItem<TensorRow> found = find(child, row);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String zeros(TensorRow row) {
        Long zeros = row.zeros();
        return zeros == null || row.parameters() == 0 ? "" : Numbers.percent((double) zeros / row.parameters());
    }

    private static TreeTableColumn<TensorRow, TensorRow> right(TreeTableColumn<TensorRow, TensorRow> column) {
        column.getStyleClass().add("right");
        return column;
    }

    private static TreeTableColumn<TensorRow, TensorRow> column(
            String key, double width, Function<TensorRow, String> text) {
        TreeTableColumn<TensorRow, TensorRow> column = new TreeTableColumn<>(Words.of(key));
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setCellValueFactory(
                cell -> new ReadOnlyObjectWrapper<>(cell.getValue().getValue()));
        column.setCellFactory(_ -> new TreeTableCell<>() {
            @Override
            protected void updateItem(@Nullable TensorRow row, boolean empty) {
                super.updateItem(row, empty);
                setText(empty || row == null ? null : text.apply(row));
            }
        });
        return column;
    }
}
