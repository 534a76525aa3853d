package org.espalier.ui.shell;

import java.util.ArrayList;
import java.util.List;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Skin;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableCell;
import javafx.scene.control.TreeTableColumn;
import javafx.scene.control.TreeTableRow;
import javafx.scene.control.TreeTableView;
import javafx.scene.control.skin.ButtonSkin;
import javafx.scene.control.skin.CheckBoxSkin;
import javafx.scene.control.skin.ComboBoxListViewSkin;
import javafx.scene.control.skin.LabelSkin;
import javafx.scene.control.skin.ListCellSkin;
import javafx.scene.control.skin.ListViewSkin;
import javafx.scene.control.skin.ProgressBarSkin;
import javafx.scene.control.skin.ScrollPaneSkin;
import javafx.scene.control.skin.SliderSkin;
import javafx.scene.control.skin.SpinnerSkin;
import javafx.scene.control.skin.SplitPaneSkin;
import javafx.scene.control.skin.TabPaneSkin;
import javafx.scene.control.skin.TableCellSkin;
import javafx.scene.control.skin.TableRowSkin;
import javafx.scene.control.skin.TableViewSkin;
import javafx.scene.control.skin.TextAreaSkin;
import javafx.scene.control.skin.TextFieldSkin;
import javafx.scene.control.skin.ToggleButtonSkin;
import javafx.scene.control.skin.TreeTableCellSkin;
import javafx.scene.control.skin.TreeTableRowSkin;
import javafx.scene.control.skin.TreeTableViewSkin;
import org.espalier.ui.control.LazyTab;
import org.jspecify.annotations.Nullable;

/// The skins of the controls the pages consist of.
final class Controls {

    private Controls() {}

    /// For every control below `root` the skin that its first style pass would give it.
    static List<@Nullable Skin<?>> skins(Node root) {
        List<@Nullable Skin<?>> made = new ArrayList<>();
        makeSkins(root, made);
        made.addAll(rows());
        return made;
    }

    /// Skins of what lists and tables make when they have something to show: a page made for nobody has nothing.
    private static List<Skin<?>> rows() {
        TreeTableView<String> tree = new TreeTableView<>(new TreeItem<>(""));
        TreeTableColumn<String, String> branch = new TreeTableColumn<>();
        tree.getColumns().add(branch);
        TreeTableRow<String> treeRow = new TreeTableRow<>();
        treeRow.updateTreeTableView(tree);
        treeRow.updateIndex(0);
        TreeTableCell<String, String> treeCell = new TreeTableCell<>();
        treeCell.updateTableColumn(branch);
        treeCell.updateTableRow(treeRow);
        TableView<String> table = new TableView<>(FXCollections.observableArrayList(""));
        TableColumn<String, String> column = new TableColumn<>();
        table.getColumns().add(column);
        TableRow<String> row = new TableRow<>();
        row.updateTableView(table);
        row.updateIndex(0);
        TableCell<String, String> cell = new TableCell<>();
        cell.updateTableColumn(column);
        cell.updateTableRow(row);
        return List.of(
                new TreeTableRowSkin<>(treeRow),
                new TreeTableCellSkin<>(treeCell),
                new TableRowSkin<>(row),
                new TableCellSkin<>(cell),
                new ListCellSkin<>(new ListCell<>()));
    }

    private static void makeSkins(Node node, List<@Nullable Skin<?>> made) {
        made.add(skin(node));
        switch (node) {
            case ScrollPane pane when pane.getContent() != null -> makeSkins(pane.getContent(), made);
            case SplitPane pane -> pane.getItems().forEach(child -> makeSkins(child, made));
            case TabPane pane ->
                pane.getTabs().forEach(tab -> {
                    Node content = tab instanceof LazyTab lazy ? lazy.content() : tab.getContent();
                    if (content != null) {
                        makeSkins(content, made);
                    }
                });
            case Parent parent ->
                List.copyOf(parent.getChildrenUnmodifiable()).forEach(child -> makeSkins(child, made));
            default -> {}
        }
    }

    private static @Nullable Skin<?> skin(Node node) {
        return switch (node) {
            case Button c -> new ButtonSkin(c);
            case CheckBox c -> new CheckBoxSkin(c);
            case ToggleButton c -> new ToggleButtonSkin(c);
            case ComboBox<?> c -> new ComboBoxListViewSkin<>(c);
            case Label c -> new LabelSkin(c);
            case ListView<?> c -> new ListViewSkin<>(c);
            case ProgressBar c -> new ProgressBarSkin(c);
            case Slider c -> new SliderSkin(c);
            case Spinner<?> c -> new SpinnerSkin<>(c);
            case TableView<?> c -> new TableViewSkin<>(c);
            case TreeTableView<?> c -> new TreeTableViewSkin<>(c);
            case TextArea c -> new TextAreaSkin(c);
            case TextField c -> new TextFieldSkin(c);
            case ScrollPane c -> new ScrollPaneSkin(c);
            case SplitPane c -> new SplitPaneSkin(c);
            case TabPane c -> new TabPaneSkin(c);
            default -> null;
        };
    }
}
