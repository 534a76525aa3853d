package org.espalier.ui.runs;

import java.time.Duration;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.Splits;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// Layout of the Runs page: the table above, the selected run below.
final class RunsView extends StackPane {

    private final PageFrame frame;

    RunsView(RunsModel model, Preferences preferences, Runnable copyCommand, Runnable copyFolder, Runnable goPrune) {
        TextField filter = new TextField();
        filter.setId("runs.filter");
        filter.setPromptText(Words.of("runs.filter"));
        filter.setPrefWidth(240);
        filter.textProperty().bindBidirectional(model.filter);
        frame = new PageFrame(Words.of("page.runs"), filter);
        frame.subject().textProperty().bind(model.subject);
        VBox upper = new VBox(table(model));
        upper.getStyleClass().addAll("panel", "flush");
        Node body = Splits.vertical(preferences, "runs", 0.52, upper, details(model, copyCommand, copyFolder));
        Node empty = new Empty("mdi2h-history", Words.of("runs.empty"), Parts.button("runs.empty.go", goPrune));
        Runnable update = () -> {
            Parts.visible(body, !model.all.isEmpty());
            Parts.visible(empty, model.all.isEmpty());
        };
        model.all.addListener((ListChangeListener<RunRow>) _ -> update.run());
        update.run();
        frame.setBody(new StackPane(body, empty));
        getChildren().add(frame);
    }

    PageFrame frame() {
        return frame;
    }

    private static TableView<RunRow> table(RunsModel model) {
        TableView<RunRow> table = new TableView<>(model.shown);
        table.setId("runs.table");
        table.setAccessibleText(Words.of("runs.table"));
        table.setPlaceholder(Parts.label(Words.of("runs.none"), "muted"));
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("runs.column.run"), 180, RunRow::id),
                        Columns.text(Words.of("runs.column.step"), 110, RunRow::step),
                        Columns.text(
                                Words.of("runs.column.status"),
                                84,
                                row -> row.status().word()),
                        Columns.text(Words.of("runs.column.when"), 124, RunRow::when),
                        Columns.number(Words.of("runs.column.took"), 68, RunsView::seconds, RunsView::took),
                        Columns.text(Words.of("runs.column.seed"), 48, RunRow::seed),
                        Columns.text(Words.of("runs.column.outcome"), 420, RunRow::outcome)));
        Columns.fillWithLast(table, 240);
        table.getSelectionModel().selectedItemProperty().addListener((_, _, row) -> {
            if (row != null) {
                model.selected.set(row);
            }
        });
        model.selected.subscribe(row -> {
            if (row == null) {
                table.getSelectionModel().clearSelection();
            } else {
                table.getSelectionModel().select(row);
            }
        });
        VBox.setVgrow(table, Priority.ALWAYS);
        return table;
    }

    private static double seconds(RunRow row) {
        Duration took = row.took();
        return took == null ? Double.NaN : took.toMillis() / 1000.0;
    }

    private static String took(RunRow row) {
        Duration took = row.took();
        return took == null ? "" : Numbers.duration(took);
    }

    private static Node details(RunsModel model, Runnable copyCommand, Runnable copyFolder) {
        Label name = Parts.label("", "section");
        Label command = Parts.label("", "mono");
        command.setMinWidth(0);
        Label said = Parts.label("", "muted");
        said.textProperty().bind(model.said);
        TableView<Fields.Field> parameters = fields("runs.parameters");
        TableView<Fields.Field> result = fields("runs.result");
        TextArea log = new TextArea();
        log.setEditable(false);
        log.getStyleClass().add("log");
        log.setAccessibleText(Words.of("runs.events"));
        log.textProperty().bind(model.log);
        model.selected.subscribe(row -> {
            name.setText(row == null ? "" : row.id());
            command.setText(row == null ? "" : row.command());
            parameters.getItems().setAll(row == null ? List.of() : row.parameters());
            result.getItems().setAll(row == null ? List.of() : row.result());
        });
        TabPane tabs =
                new TabPane(tab("runs.result", result), tab("runs.parameters", parameters), tab("runs.events", log));
        tabs.setAccessibleText(Words.of("runs.tabs"));
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        VBox.setVgrow(tabs, Priority.ALWAYS);
        VBox box = new VBox(
                8,
                Parts.row(
                        8,
                        name,
                        said,
                        Parts.spacer(),
                        Parts.button("runs.copy.command", copyCommand),
                        Parts.button("runs.copy.folder", copyFolder)),
                command,
                tabs);
        box.getStyleClass().add("panel");
        return box;
    }

    private static Tab tab(String key, Node content) {
        return new Tab(Words.of(key), content);
    }

    private static TableView<Fields.Field> fields(String key) {
        TableView<Fields.Field> table = new TableView<>();
        table.setAccessibleText(Words.of(key));
        table.setPlaceholder(Parts.label(Words.of("runs.fields.none"), "muted"));
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("runs.column.name"), 260, Fields.Field::name),
                        Columns.text(Words.of("runs.column.value"), 560, Fields.Field::value)));
        Columns.fillWithLast(table, 240);
        return table;
    }
}
