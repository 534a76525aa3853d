package org.espalier.ui.prune;

import javafx.beans.property.IntegerProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Words;

/// The policy search as it runs: how large it is, where it stands, objective by generation, the population.
final class SearchPane extends VBox {

    SearchPane(PruneModel model, Preferences preferences, PruneView.Actions actions) {
        super(8);
        setMinSize(0, 0);
        Button start = Parts.button("prune.search.start", actions::search);
        start.setGraphic(Parts.icon("mdi2m-magnify"));
        start.disableProperty().bind(model.running.or(model.hasModel.not()));
        Label said = Parts.label("", "number");
        said.setId("prune.search.said");
        said.setMinWidth(0);
        said.textProperty().bind(model.searchSaid);
        HBox tools = Parts.row(
                8,
                start,
                number("prune.search.population", model.population, 4),
                number("prune.search.generations", model.generations, 1),
                said);
        tools.setPadding(new javafx.geometry.Insets(4, 0, 0, 0));
        ChartBox objective = box(preferences, "prune.search.objective");
        objective.dataProperty().bind(model.searchObjective);
        ChartBox population = box(preferences, "prune.search.dots");
        population.dataProperty().bind(model.searchPopulation);
        HBox charts = new HBox(8, objective, population);
        VBox.setVgrow(charts, Priority.ALWAYS);
        getChildren().addAll(tools, charts);
    }

    private static ChartBox box(Preferences preferences, String key) {
        ChartBox box = new ChartBox(preferences, key, Words.of(key), Words.of("prune.search.none"));
        box.getStyleClass().add("panel");
        box.setMinSize(0, 0);
        box.setPrefWidth(400);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }

    private static Node number(String key, IntegerProperty property, int least) {
        Spinner<Integer> spinner = new Spinner<>(least, 1000, property.get(), 1);
        spinner.setId(key);
        spinner.setEditable(true);
        spinner.setPrefWidth(84);
        spinner.setAccessibleText(Words.of(key));
        spinner.getEditor().setAccessibleText(Words.of(key));
        spinner.getValueFactory().valueProperty().addListener((_, _, now) -> {
            if (now != null) {
                property.set(now);
            }
        });
        property.addListener((_, _, now) -> spinner.getValueFactory().setValue(now.intValue()));
        Label label = Parts.label(Words.of(key), "muted");
        label.setLabelFor(spinner);
        label.setMinWidth(USE_PREF_SIZE);
        return Parts.row(6, label, spinner);
    }
}
