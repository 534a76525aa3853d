package org.espalier.ui.boards;

import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.Spinner;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.LazyTab;
import org.espalier.ui.control.OriginTag;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.Splits;
import org.espalier.ui.control.StageLine;
import org.espalier.ui.control.TabMemory;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.BoardListStep;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/// Layout of the Boards page: boards at the left; image, stages, results and log at the right.
final class BoardsView extends StackPane {

    /// What the page can be asked to do.
    interface Actions {
        /// Looks for boards again.
        void look();

        /// Builds and flashes.
        void flash();

        /// Runs pictures and measures.
        void benchmark();

        /// Compares the board's values with the executor's, layer by layer.
        void compare();

        /// Stops what runs.
        void cancel();

        /// Goes where a project can be opened.
        void home();
    }

    private final PageFrame frame;

    BoardsView(BoardsModel model, Preferences preferences, Actions actions) {
        Spinner<Integer> samples = new Spinner<>(0, 100_000, model.samples.get(), 10);
        samples.setId("boards.samples");
        samples.setEditable(true);
        samples.setPrefWidth(96);
        samples.setAccessibleText(Words.of("boards.samples"));
        samples.getEditor().setAccessibleText(Words.of("boards.samples"));
        samples.getValueFactory().valueProperty().addListener((_, _, now) -> model.samples.set(now));
        model.samples.addListener((_, _, now) -> samples.getValueFactory().setValue(now.intValue()));
        Button benchmark = Parts.button("boards.benchmark", actions::benchmark);
        benchmark.setGraphic(Parts.icon("mdi2s-speedometer"));
        Button flash = Parts.primary("boards.flash", "mdi2f-flash-outline", actions::flash);
        Button cancel = Parts.button("boards.cancel", actions::cancel);
        cancel.setGraphic(Parts.icon("mdi2s-stop"));
        Label pictures = Parts.label(Words.of("boards.samples"), "muted");
        pictures.setMinWidth(USE_PREF_SIZE);
        pictures.setLabelFor(samples);
        model.busy.subscribe(busy -> {
            Parts.visible(benchmark, !busy);
            Parts.visible(flash, !busy);
            Parts.visible(cancel, busy);
            samples.setDisable(busy);
        });
        frame = new PageFrame(Words.of("page.boards"), pictures, samples, benchmark, flash, cancel);

        VBox right = new VBox(
                8,
                image(model),
                Splits.vertical(preferences, "boards.right", 0.72, results(model, preferences, actions), log(model)));
        VBox.setVgrow(right.getChildren().getLast(), Priority.ALWAYS);
        Node body = Splits.horizontal(preferences, "boards", 0.24, boards(model, actions), right);
        Node empty = new Empty(
                "mdi2d-developer-board", Words.of("boards.empty"), Parts.button("boards.empty.go", actions::home));
        model.hasNetwork.subscribe(has -> {
            Parts.visible(body, has);
            Parts.visible(empty, !has);
            benchmark.setDisable(!has);
            flash.setDisable(!has);
        });
        frame.setBody(new StackPane(body, empty));
        getChildren().add(frame);
    }

    PageFrame frame() {
        return frame;
    }

    private static Node boards(BoardsModel model, Actions actions) {
        ListView<BoardListStep.Found> list = new ListView<>(model.boards);
        list.setId("boards.list");
        list.getStyleClass().add("board-list");
        list.setAccessibleText(Words.of("boards.list"));
        list.setPlaceholder(Parts.label(Words.of("boards.list.none"), "muted"));
        list.setCellFactory(_ -> new BoardCell());
        list.getSelectionModel().selectedItemProperty().addListener((_, _, board) -> {
            if (board != null) {
                model.selected.set(board);
            }
        });
        model.selected.subscribe(board -> list.getSelectionModel().select(board));
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox box = new VBox(
                Parts.row(
                        8,
                        Parts.label(Words.of("boards.list"), "section"),
                        Parts.spacer(),
                        Parts.iconButton("boards.look", "mdi2r-refresh", actions::look)),
                list);
        box.getStyleClass().add("panel");
        box.setMinWidth(200);
        return box;
    }

    /// A board in the list: its name, and how it is reached, on as many lines as they need.
    private static final class BoardCell extends ListCell<BoardListStep.Found> {
        private final FontIcon icon = Parts.icon("mdi2d-developer-board");
        private final Label name = Parts.paragraph("", "strong");
        private final Label reached = Parts.paragraph("", "caption");
        private final Label id = Parts.paragraph("", "caption");
        private final VBox text = new VBox(2, name, reached, id);
        private final HBox row = Parts.row(8, icon, text);

        BoardCell() {
            setPrefWidth(0);
            setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
            HBox.setHgrow(text, Priority.ALWAYS);
        }

        @Override
        protected void updateItem(BoardListStep.@Nullable Found board, boolean empty) {
            super.updateItem(board, empty);
            if (empty || board == null) {
                setGraphic(null);
                return;
            }
            icon.setIconLiteral(board.kind().equals("virtual") ? "mdi2c-cube-outline" : "mdi2d-developer-board");
            name.setText(board.name());
            String kind = Words.of("boards.kind." + board.kind());
            reached.setText(board.port().isEmpty() ? kind : kind + " · " + board.port());
            id.setText(board.id());
            setGraphic(row);
        }

        /// A cell asks what it shows for its height without saying how wide it is.
        @Override
        protected double computePrefHeight(double width) {
            return getGraphic() == null
                    ? super.computePrefHeight(width)
                    : snappedTopInset()
                            + row.prefHeight(width - snappedLeftInset() - snappedRightInset())
                            + snappedBottomInset();
        }
    }

    private static Node image(BoardsModel model) {
        Label firmware = Parts.paragraph("", "number");
        firmware.setId("boards.firmware");
        firmware.textProperty().bind(model.firmware);
        StageLine stages = new StageLine();
        stages.setId("boards.stages");
        stages.itemsProperty().bind(model.stages);
        return Parts.panel("boards.image", firmware, stages);
    }

    private static Node results(BoardsModel model, Preferences preferences, Actions actions) {
        FlowPane facts = new FlowPane(24, 8);
        facts.setId("boards.facts");
        model.facts.addListener((ListChangeListener<BoardsModel.Fact>) _ -> facts.getChildren()
                .setAll(model.facts.stream().map(BoardsView::fact).toList()));
        TabPane tabs = new TabPane(
                new LazyTab("boards.tab.time", new LayerTable(model)),
                new LazyTab("boards.tab.accuracy", new ConfusionPane(model)),
                new LazyTab("boards.tab.compare", new ComparisonPane(model, actions::compare)));
        tabs.setId("boards.tabs");
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.setAccessibleText(Words.of("boards.results"));
        TabMemory.of(preferences, "boards", tabs);
        VBox.setVgrow(tabs, Priority.ALWAYS);
        VBox box = Parts.panel("boards.results", facts, tabs);
        box.setMinHeight(160);
        return box;
    }

    private static Node fact(BoardsModel.Fact fact) {
        return new VBox(
                2,
                Parts.label(fact.name(), "caption"),
                Parts.row(4, Parts.label(fact.value(), "fact"), new OriginTag(fact.label())),
                Parts.label(fact.note(), "caption"));
    }

    private static Node log(BoardsModel model) {
        TextArea log = new TextArea();
        log.setId("boards.log");
        log.setEditable(false);
        log.getStyleClass().add("log");
        log.setAccessibleText(Words.of("boards.log"));
        log.setPromptText(Words.of("boards.log.none"));
        model.log.subscribe(text -> {
            log.setText(text);
            log.positionCaret(text.length());
        });
        VBox.setVgrow(log, Priority.ALWAYS);
        VBox box = Parts.panel("boards.log", log);
        box.setMinHeight(80);
        return box;
    }
}
