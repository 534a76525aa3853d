package org.espalier.ui.shell;

import javafx.beans.property.SimpleStringProperty;
import javafx.scene.control.ListView;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableColumn;
import javafx.scene.control.TreeTableView;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Lists and tables with something in them: those of a page made for nobody have nothing to show, so make no rows.
final class Controls {

    private static final int COLUMNS = 3;
    private static final int ROWS = 12;

    private Controls() {}

    /// A tree, a table and a list above one another.
    static Region filled() {
        TreeTableView<String> tree = new TreeTableView<>(new TreeItem<>(""));
        tree.getRoot().setExpanded(true);
        TableView<String> table = new TableView<>();
        ListView<String> list = new ListView<>();
        for (int i = 0; i < COLUMNS; i++) {
            TreeTableColumn<String, String> branch = new TreeTableColumn<>("");
            branch.setCellValueFactory(row -> row.getValue().valueProperty());
            tree.getColumns().add(branch);
            TableColumn<String, String> column = new TableColumn<>("");
            column.setCellValueFactory(row -> new SimpleStringProperty(row.getValue()));
            table.getColumns().add(column);
        }
        for (int i = 0; i < ROWS; i++) {
            String row = String.valueOf(i);
            tree.getRoot().getChildren().add(new TreeItem<>(row));
            table.getItems().add(row);
            list.getItems().add(row);
        }
        return new VBox(tree, table, list);
    }
}
