package org.espalier.ui.runs;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.ColumnMemory;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.LazyTab;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.Splits;
import org.espalier.ui.control.TabMemory;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// Layout of the Runs page: the table above, the selected run below.
final class RunsView extends StackPane {

    /// What the page can be asked to do.
    interface Actions {
        /// Puts the selected run's command on the clipboard.
        void copyCommand();

        /// Puts the selected run's folder on the clipboard.
        void copyFolder();

        /// Opens the selected run's folder in the system's file browser.
        void openFolder();

        /// Makes the selected run what others are compared with, or no run if it is already.
        void pin();

        /// Continues the selected run.
        void resume();

        /// Writes the runs shown as CSV or as a Markdown report, or the picture of the chosen ones.
        void export();

        /// Goes to pruning.
        void prune();
    }

    private final PageFrame frame;
    private final RunsPicture picture;

    RunsView(RunsModel model, Preferences preferences, Actions actions) {
        TextField filter = new TextField();
        filter.setId("runs.filter");
        filter.setPromptText(Words.of("runs.filter"));
        filter.setPrefWidth(240);
        filter.textProperty().bindBidirectional(model.filter);
        frame = new PageFrame(Words.of("page.runs"), filter, Parts.button("runs.export", actions::export));
        frame.subject().textProperty().bind(model.subject);
        picture = new RunsPicture(model, preferences);
        VBox upper = new VBox(table(model, preferences));
        upper.getStyleClass().addAll("panel", "flush");
        Node body = Splits.vertical(preferences, "runs", 0.52, upper, details(model, preferences, actions, picture));
        Node empty = new Empty("mdi2h-history", Words.of("runs.empty"), Parts.button("runs.empty.go", actions::prune));
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

    /// The chosen runs side by side.
    RunsPicture picture() {
        return picture;
    }

    private static TableView<RunRow> table(RunsModel model, Preferences preferences) {
        TableView<RunRow> table = new TableView<>(model.shown);
        model.shown.comparatorProperty().bind(table.comparatorProperty());
        table.setId("runs.table");
        table.setAccessibleText(Words.of("runs.table"));
        table.setPlaceholder(Parts.label(Words.of("runs.none"), "muted"));
        table.getColumns()
                .addAll(List.of(
                        named("run", Columns.text(heading("run"), 180, RunRow::id)),
                        named("step", Columns.text(heading("step"), 110, RunRow::step)),
                        named(
                                "status",
                                Columns.text(
                                        heading("status"),
                                        84,
                                        row -> row.status().word())),
                        named("when", Columns.text(heading("when"), 124, RunRow::when)),
                        named("took", Columns.number(heading("took"), 68, RunsView::seconds, RunsView::took)),
                        named("seed", Columns.text(heading("seed"), 48, RunRow::seed)),
                        named("outcome", Columns.text(heading("outcome"), 420, RunRow::outcome))));
        Columns.fillWithLast(table, 240);
        ColumnMemory.of(preferences, "runs", table);
        table.setTableMenuButtonVisible(true);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        table.getSelectionModel().getSelectedItems().addListener((ListChangeListener<RunRow>) change -> {
            List<RunRow> now = change.getList().stream()
                    .filter(Objects::nonNull)
                    .map(RunRow.class::cast)
                    .toList();
            if (!model.chosen.equals(now)) {
                model.chosen.setAll(now);
            }
        });
        table.getSelectionModel().selectedItemProperty().addListener((_, _, row) -> {
            if (row != null) {
                model.selected.set(row);
            }
        });
        model.selected.subscribe(row -> {
            if (row == null) {
                table.getSelectionModel().clearSelection();
            } else {
                if (!row.equals(table.getSelectionModel().getSelectedItem())) {
                    table.getSelectionModel().clearAndSelect(table.getItems().indexOf(row));
                }
            }
        });
        VBox.setVgrow(table, Priority.ALWAYS);
        return table;
    }

    private static String heading(String word) {
        return Words.of("runs.column." + word);
    }

    private static <T> TableColumn<RunRow, T> named(String word, TableColumn<RunRow, T> column) {
        column.setId("runs.column." + word);
        return column;
    }

    private static double seconds(RunRow row) {
        Duration took = row.took();
        return took == null ? Double.NaN : took.toMillis() / 1000.0;
    }

    private static String took(RunRow row) {
        Duration took = row.took();
        return took == null ? "" : Numbers.duration(took);
    }

    private static Node details(RunsModel model, Preferences preferences, Actions actions, RunsPicture picture) {
        Label name = Parts.label("", "section");
        name.setMinWidth(USE_PREF_SIZE);
        Label command = Parts.label("", "mono");
        command.setMinWidth(0);
        Label said = Parts.label("", "muted");
        said.textProperty().bind(model.said);
        TableView<Fields.Compared> parameters = fields("runs.parameters", model);
        TableView<Fields.Compared> result = fields("runs.result", model);
        Button pin = Parts.button("runs.pin", actions::pin);
        Button resume = Parts.button("runs.resume", actions::resume);
        resume.setGraphic(Parts.icon("mdi2p-play"));
        EventLog log = new EventLog(model.log);
        Runnable fill = () -> {
            RunRow row = model.selected.get();
            RunRow base = model.baseline.get();
            boolean itself = row != null && base != null && row.folder().equals(base.folder());
            name.setText(row == null ? "" : row.id());
            command.setText(row == null ? "" : Places.in(row.command()));
            pin.setText(Words.of(itself ? "runs.unpin" : "runs.pin"));
            Parts.visible(resume, row != null && row.resumable() && !model.resuming.get());
            RunRow other = itself ? null : base;
            parameters
                    .getItems()
                    .setAll(
                            row == null
                                    ? List.of()
                                    : Fields.compare(row.parameters(), other == null ? List.of() : other.parameters()));
            result.getItems()
                    .setAll(
                            row == null
                                    ? List.of()
                                    : Fields.compare(row.result(), other == null ? List.of() : other.result()));
        };
        model.selected.subscribe(fill);
        model.baseline.subscribe(fill);
        model.resuming.subscribe(fill);
        fill.run();
        TabPane tabs = new TabPane(
                tab("runs.result", result),
                tab("runs.parameters", parameters),
                tab("runs.events", log),
                tab("runs.picture.tab", picture));
        tabs.setAccessibleText(Words.of("runs.tabs"));
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        TabMemory.of(preferences, "runs", tabs);
        VBox.setVgrow(tabs, Priority.ALWAYS);
        VBox box = new VBox(
                8,
                Parts.row(
                        8,
                        name,
                        said,
                        Parts.spacer(),
                        resume,
                        pin,
                        Parts.button("runs.copy.command", actions::copyCommand),
                        Parts.button("runs.open.folder", actions::openFolder),
                        Parts.button("runs.copy.folder", actions::copyFolder)),
                command,
                tabs);
        box.getStyleClass().add("panel");
        return box;
    }

    private static Tab tab(String key, Node content) {
        return new LazyTab(key, content);
    }

    private static TableView<Fields.Compared> fields(String key, RunsModel model) {
        TableView<Fields.Compared> table = new TableView<>();
        table.setId(key);
        table.setAccessibleText(Words.of(key));
        table.setPlaceholder(Parts.label(Words.of("runs.fields.none"), "muted"));
        TableColumn<Fields.Compared, String> difference =
                Columns.text(Words.of("runs.column.difference"), 120, Fields.Compared::difference);
        TableColumn<Fields.Compared, String> baseline =
                Columns.text(Words.of("runs.column.baseline"), 220, row -> Fields.shown(row.baseline()));
        model.baseline.subscribe(base -> {
            boolean compares = base != null;
            difference.setVisible(compares);
            baseline.setVisible(compares);
            baseline.setText(
                    base == null ? Words.of("runs.column.baseline") : Words.of("runs.column.baseline.of", base.id()));
        });
        table.getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("runs.column.name"), 260, Fields.Compared::name),
                        difference,
                        baseline,
                        Columns.text(Words.of("runs.column.value"), 400, row -> Fields.shown(row.value()))));
        Columns.fillWithLast(table, 200);
        return table;
    }
}
