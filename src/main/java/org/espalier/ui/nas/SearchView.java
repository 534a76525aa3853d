package org.espalier.ui.nas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Spinner;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.format.Json;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.LazyTab;
import org.espalier.ui.control.OriginTag;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.control.Splits;
import org.espalier.ui.control.TabMemory;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.NasSpaceStep;

/// Layout of the Search page: the space at the left; curves above, candidates and the chosen net below.
final class SearchView extends StackPane {

    /// What the page can be asked to do.
    interface Actions {
        /// Switches everything on again.
        void whole();

        /// Measures subnets.
        void start();

        /// Stops that.
        void cancel();

        /// Goes where a project can be opened.
        void home();
    }

    private final PageFrame frame;

    SearchView(SearchModel model, Preferences preferences, Actions actions) {
        Spinner<Integer> samples = new Spinner<>(1, 100_000, model.samples.get(), 10);
        samples.setId("search.samples");
        samples.setEditable(true);
        samples.setPrefWidth(96);
        samples.setAccessibleText(Words.of("search.samples"));
        samples.getEditor().setAccessibleText(Words.of("search.samples"));
        samples.getValueFactory().valueProperty().addListener((_, _, now) -> model.samples.set(now));
        model.samples.addListener((_, _, now) -> samples.getValueFactory().setValue(now.intValue()));
        Label count = Parts.label(Words.of("search.samples"), "muted");
        count.setMinWidth(USE_PREF_SIZE);
        count.setLabelFor(samples);
        Button start = Parts.primary("search.start", "mdi2p-play", actions::start);
        Button cancel = Parts.button("search.cancel", actions::cancel);
        cancel.setGraphic(Parts.icon("mdi2s-stop"));
        Label stage = Parts.label("", "muted");
        stage.textProperty().bind(model.stage);
        model.running.subscribe(running -> {
            Parts.visible(start, !running);
            Parts.visible(count, !running);
            Parts.visible(samples, !running);
            Parts.visible(cancel, running);
            Parts.visible(stage, running);
        });
        frame = new PageFrame(Words.of("page.search"), count, samples, stage, start, cancel);
        frame.subject().textProperty().bind(model.subject);

        ScrollPane form = new ScrollArea(new SpaceForm(model, actions));
        form.setFitToWidth(true);
        form.setFitToHeight(true);
        form.setMinWidth(260);
        form.setPrefWidth(288);
        form.getStyleClass().add("page-scroll");
        ChartBox training = chart(preferences, "search.chart.training");
        ChartBox scatter = chart(preferences, "search.chart.front");
        ChartBox plane = chart(preferences, "search.chart.plane");
        model.sram.subscribe(
                sram -> scatter.dataProperty().set(model.found.get().scatter(sram.longValue())));
        model.found.subscribe(found -> {
            training.dataProperty().set(found.training());
            scatter.dataProperty().set(found.scatter(model.sram.get()));
            plane.dataProperty().set(found.plane());
        });
        tie(model, scatter);
        TabPane curves =
                new TabPane(new LazyTab("search.tab.training", training), new LazyTab("search.tab.plane", plane));
        curves.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        curves.setAccessibleText(Words.of("search.tabs"));
        curves.setMinWidth(0);
        TabMemory.of(preferences, "search", curves);
        curves.setPrefWidth(400);
        HBox.setHgrow(curves, Priority.ALWAYS);
        Node right = Splits.vertical(
                preferences, "search.right", 0.5, new HBox(8, scatter, curves), lower(model, preferences));
        HBox body = new HBox(8, form, right);
        HBox.setHgrow(right, Priority.ALWAYS);
        Node empty = new Empty(
                "mdi2c-chart-scatter-plot", Words.of("search.empty"), Parts.button("search.empty.go", actions::home));
        model.hasSpace.subscribe(has -> {
            Parts.visible(body, has);
            Parts.visible(empty, !has);
            start.setDisable(!has);
        });
        Label note = Parts.paragraph("", "muted");
        note.setId("search.note");
        note.textProperty().bind(model.note);
        model.note.subscribe(text -> Parts.visible(note, !text.isEmpty()));
        StackPane content = new StackPane(body, empty);
        VBox.setVgrow(content, Priority.ALWAYS);
        frame.setBody(new VBox(8, note, content));
        getChildren().add(frame);
    }

    PageFrame frame() {
        return frame;
    }

    /// A dot of the chart is a row of the table.
    private static void tie(SearchModel model, ChartBox scatter) {
        model.selected.subscribe(chosen -> scatter.chosenProperty().set(chosen == null ? null : Found.point(chosen)));
        scatter.chosenProperty().addListener((_, _, point) -> {
            if (point != null && (model.selected.get() == null || !point.equals(Found.point(model.selected.get())))) {
                model.candidates.stream()
                        .filter(c -> Found.point(c).equals(point))
                        .findFirst()
                        .ifPresent(model.selected::set);
            }
        });
    }

    private static ChartBox chart(Preferences preferences, String key) {
        ChartBox box = new ChartBox(preferences, key, Words.of(key), Words.of(key + ".none"));
        box.getStyleClass().add("panel");
        box.setMinSize(0, 0);
        box.setPrefWidth(400);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }

    /// Draws the chosen net; where nothing fits the board, the one that comes nearest.
    private static void draw(SearchModel model, DrawnBox drawing, Label words) {
        Space space = model.space.get();
        NasSpaceStep.Nearest nearest = model.nearest.get();
        Found.Candidate chosen = model.selected.get();
        JsonNode subnet =
                nearest != null ? Json.mapper().valueToTree(nearest.subnet()) : chosen == null ? null : chosen.subnet();
        if (space == null || subnet == null) {
            drawing.drawingProperty().set(Drawing.NONE);
            words.setText("");
            return;
        }
        drawing.drawingProperty().set(SubnetDrawing.of(subnet, space.config()));
        String said = SubnetDrawing.words(subnet);
        words.setText(nearest == null ? said : Words.of("search.nearest.note", said));
    }

    private static Node lower(SearchModel model, Preferences preferences) {
        TableView<Found.Candidate> table = new TableView<>(model.candidates);
        table.setId("search.candidates");
        table.setAccessibleText(Words.of("search.candidates"));
        table.setPlaceholder(Parts.label(Words.of("search.candidates.none"), "muted"));
        table.getColumns()
                .addAll(List.of(
                        Columns.number(
                                Words.of("search.column.accuracy"),
                                96,
                                Found.Candidate::accuracy,
                                c -> Numbers.percentOf(c.accuracy())),
                        Columns.number(
                                Words.of("search.column.peak"),
                                82,
                                Found.Candidate::peak,
                                c -> Numbers.bytes(c.peak())),
                        Columns.number(
                                Words.of("search.column.flash"),
                                82,
                                Found.Candidate::flash,
                                c -> Numbers.bytes(c.flash())),
                        Columns.number(
                                Words.of("search.column.macs"),
                                66,
                                Found.Candidate::macs,
                                c -> Numbers.shortCount(c.macs())),
                        Columns.number(
                                Words.of("search.column.time"),
                                62,
                                Found.Candidate::milliseconds,
                                c -> Numbers.significant(c.milliseconds())),
                        Columns.text(
                                Words.of("search.column.front"),
                                52,
                                c -> Words.of(c.front() ? "search.front.yes" : "search.front.no")),
                        Columns.text(Words.of("search.column.subnet"), 300, c -> SubnetDrawing.words(c.subnet()))));
        table.getColumns().getFirst().setGraphic(new OriginTag(org.espalier.task.Label.MEASURED));
        table.getColumns().get(1).setGraphic(new OriginTag(org.espalier.task.Label.ESTIMATED));
        table.getColumns().get(2).setGraphic(new OriginTag(org.espalier.task.Label.ESTIMATED));
        table.getColumns().get(4).setGraphic(new OriginTag(org.espalier.task.Label.ESTIMATED));
        Columns.fillWithLast(table, 180);
        table.getSelectionModel().selectedItemProperty().addListener((_, _, chosen) -> {
            if (chosen != null) {
                model.selected.set(chosen);
            }
        });
        VBox.setVgrow(table, Priority.ALWAYS);
        Label words = Parts.label("", "muted");
        DrawnBox drawing =
                new DrawnBox(preferences, "search.drawing", Words.of("search.chosen"), Words.of("search.drawing.none"));
        drawing.setMinHeight(110);
        drawing.setPrefHeight(180);
        drawing.note().textProperty().bind(words.textProperty());
        drawing.addToHead(
                Parts.legend("chart-1", Words.of("search.legend.heads")),
                Parts.legend("chart-2", Words.of("search.legend.mlp")));
        Runnable draw = () -> draw(model, drawing, words);
        model.selected.subscribe(chosen -> {
            table.getSelectionModel().select(chosen);
            draw.run();
        });
        model.nearest.subscribe(draw);
        model.space.subscribe(draw);
        VBox box = new VBox(8, table, drawing);
        box.getStyleClass().add("panel");
        return box;
    }
}
