package org.espalier.ui.prune;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TabPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.RatioBars;
import org.espalier.ui.chart.SaveButton;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.LazyTab;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.control.Splits;
import org.espalier.ui.control.TabMemory;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Words;

/// Layout of the Prune page: form, bars and outcome above, charts below.
final class PruneView extends StackPane {

    /// What the page can be asked to do.
    interface Actions extends RatioBars.Edit {
        /// Sets the selected part's ratio as typed, in percent.
        void type(String percent);

        /// Takes the last change of the policy back.
        void undo();

        /// Makes it again.
        void redo();

        /// Starts pruning and measuring.
        void start();

        /// Searches a policy instead of taking the one on the bars.
        void search();

        /// Stops it.
        void cancel();

        /// Shows the pruned checkpoint beside the dense one, layer by layer.
        void compare();

        /// Makes the chosen checkpoint the one that others are compared with.
        void pin();

        /// Shows the chosen checkpoint beside the dense one, layer by layer.
        void compareChosen();

        /// Measures what each way to prune gains on this machine.
        void measureGains();

        /// Counts the magnitudes of a model that is too large to be read without being asked.
        void countMagnitudes();

        /// Stops that.
        void stopCounting();

        /// Writes the pruned checkpoint as one packed file.
        void pack();

        /// Shows the runs.
        void runs();

        /// Goes where a project can be opened.
        void home();
    }

    private final PageFrame frame;

    PruneView(PruneModel model, Preferences preferences, Actions actions) {
        Button start = Parts.primary("prune.start", "mdi2p-play", actions::start);
        Button cancel = Parts.button("prune.cancel", actions::cancel);
        cancel.setGraphic(Parts.icon("mdi2s-stop"));
        Label stage = Parts.label("", "muted");
        stage.textProperty().bind(model.stage);
        ProgressBar progress = new ProgressBar();
        progress.progressProperty().bind(model.fraction);
        progress.setPrefWidth(120);
        progress.setAccessibleText(Words.of("task.progress"));
        model.running.subscribe(running -> {
            Parts.visible(start, !running);
            Parts.visible(cancel, running);
            Parts.visible(stage, running);
            Parts.visible(progress, running);
        });
        frame = new PageFrame(Words.of("page.prune"), stage, progress, start, cancel);
        frame.subject().textProperty().bind(model.subject);

        Label barsTitle = Parts.label("", "section");
        barsTitle.textProperty().bind(model.barsTitle);
        barsTitle.setMinWidth(0);
        RatioBars bars = new RatioBars();
        bars.setId("prune.bars");
        bars.blocksProperty().bind(model.blocks);
        bars.editableProperty().bind(model.editable);
        bars.selectedProperty().bindBidirectional(model.part);
        bars.setEdit(actions);
        ScrollPane scroll = new ScrollArea(bars);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.getStyleClass().add("page-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        Label total = Parts.label("", "muted");
        total.setId("prune.total");
        total.textProperty().bind(model.total);
        FlowPane legend = new FlowPane(
                16,
                2,
                total,
                Parts.legend("kept", Words.of("prune.kept")),
                Parts.legend("pruned", Words.of("prune.pruned")));
        legend.setAlignment(Pos.CENTER_LEFT);
        legend.setMinWidth(0);
        total.maxWidthProperty().bind(legend.widthProperty());
        HBox head = Parts.row(8, barsTitle, Parts.spacer(), new SaveButton(Words.of("bars.heading"), bars));
        VBox middle = new VBox(4, head, legend, scroll, new PolicyBar(model, actions));
        middle.getStyleClass().add("panel");
        middle.setMinWidth(0);
        HBox.setHgrow(middle, Priority.ALWAYS);
        ScrollPane form = new ScrollArea(new PruneForm(model));
        form.setFitToWidth(true);
        form.setMinWidth(248);
        form.setPrefWidth(248);
        form.getStyleClass().add("page-scroll");
        ScrollPane outcome = new ScrollArea(new OutcomePane(model, actions));
        outcome.setFitToWidth(true);
        outcome.setFitToHeight(true);
        outcome.setMinWidth(220);
        outcome.setPrefWidth(260);
        outcome.getStyleClass().add("page-scroll");
        HBox upper = new HBox(8, form, middle, outcome);

        ChartBox ratios = chart(preferences, "prune.chart.ratios", "prune.ratios");
        ratios.dataProperty().bind(model.ratios);
        ChartBox accuracies = chart(preferences, "prune.chart.accuracies", "prune.accuracies");
        accuracies.dataProperty().bind(model.accuracies);
        HBox charts = new HBox(8, ratios, accuracies);
        charts.setPadding(new javafx.geometry.Insets(8, 0, 0, 0));
        TabPane lower = new TabPane(
                new LazyTab("prune.tab.layers", charts),
                new LazyTab("prune.tab.search", new SearchPane(model, preferences, actions)),
                new LazyTab("prune.tab.policies", policies(model, preferences)),
                new LazyTab("prune.tab.front", new FrontPane(model, preferences, actions)),
                new LazyTab("prune.tab.gains", new GainsPane(model, preferences, actions)),
                new LazyTab("prune.tab.sensitivity", new SensitivityPane(model, preferences, actions)),
                new LazyTab("prune.tab.projector", projector(model, preferences)));
        lower.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        lower.setAccessibleText(Words.of("prune.tabs"));
        lower.setMinHeight(120);
        TabMemory.of(preferences, "prune", lower);
        Node body = Splits.vertical(preferences, "prune", 0.58, upper, lower);
        Node empty =
                new Empty("mdi2c-content-cut", Words.of("prune.empty"), Parts.button("prune.empty.go", actions::home));
        model.hasModel.subscribe(has -> {
            Parts.visible(body, has);
            Parts.visible(empty, !has);
            start.setDisable(!has);
        });
        frame.setBody(new StackPane(body, empty));
        getChildren().add(frame);
    }

    PageFrame frame() {
        return frame;
    }

    private static Node policies(PruneModel model, Preferences preferences) {
        DrawnBox policies =
                new DrawnBox(preferences, "prune.policies", Words.of("prune.policies"), Words.of("prune.search.none"));
        policies.getStyleClass().add("panel");
        policies.drawingProperty().bind(model.policies);
        return below(policies);
    }

    private static Node projector(PruneModel model, Preferences preferences) {
        ChartBox chart = chart(preferences, "prune.projector", "prune.projector");
        chart.dataProperty().bind(model.projectorSteps);
        return below(chart);
    }

    private static Node below(Region node) {
        HBox box = new HBox(node);
        HBox.setHgrow(node, Priority.ALWAYS);
        box.setPadding(new javafx.geometry.Insets(8, 0, 0, 0));
        box.setMinSize(0, 0);
        return box;
    }

    private static ChartBox chart(Preferences preferences, String key, String id) {
        ChartBox box = new ChartBox(preferences, id, Words.of(key), Words.of(key + ".none"));
        box.getStyleClass().add("panel");
        box.setMinSize(0, 0);
        box.setPrefWidth(400);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }
}
