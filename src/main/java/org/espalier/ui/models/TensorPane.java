package org.espalier.ui.models;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.HeatMap;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.espalier.workbench.step.ModelTensorStep;
import org.jspecify.annotations.Nullable;

/// One tensor: its numbers, its histogram, and a map of where its weight lies.
final class TensorPane extends VBox {

    private final Label name = Parts.label("", "section");
    private final FlowPane facts = new FlowPane(16, 2);
    private final ChartBox histogram;
    private final DrawnBox map;
    private final DrawnBox zeros;
    private final ScrollPane body;
    private final Label hint = Parts.paragraph(Words.of("models.select"), "muted");

    TensorPane(ModelsModel model, Preferences preferences, Runnable counting) {
        histogram =
                new ChartBox(preferences, "models.histogram", Words.of("models.histogram"), Words.of("models.select"));
        map = map(preferences, "models.map");
        zeros = map(preferences, "models.map.zeros");
        getStyleClass().add("panel");
        setMinHeight(180);
        setId("models.tensor");
        HBox maps = new HBox(8, map, zeros);
        maps.setMinHeight(96);
        maps.setPrefHeight(150);
        VBox pictures = new VBox(8, histogram, maps);
        body = new ScrollArea(pictures);
        body.setFitToWidth(true);
        body.setFitToHeight(true);
        body.getStyleClass().add("page-scroll");
        VBox.setVgrow(histogram, Priority.ALWAYS);
        VBox.setVgrow(maps, Priority.SOMETIMES);
        histogram.setMinHeight(120);
        VBox.setVgrow(body, Priority.ALWAYS);
        body.setMinHeight(0);
        name.setTextOverrun(javafx.scene.control.OverrunStyle.LEADING_ELLIPSIS);
        name.setMinWidth(0);
        getChildren().addAll(name, hint, facts, new ThresholdPane(model, counting), body);
        SplitPane.setResizableWithParent(this, true);
        model.tensor.subscribe(this::show);
    }

    private static DrawnBox map(Preferences preferences, String key) {
        DrawnBox box = new DrawnBox(preferences, key, Words.of(key), Words.of("models.select"));
        box.setMinWidth(0);
        box.setPrefWidth(200);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }

    private void show(ModelTensorStep.@Nullable Result tensor) {
        Parts.visible(hint, tensor == null);
        Parts.visible(name, tensor != null);
        Parts.visible(facts, tensor != null);
        Parts.visible(body, tensor != null);
        if (tensor == null) {
            return;
        }
        name.setText(tensor.tensor());
        facts.getChildren().clear();
        fact(
                "models.fact.range",
                Words.of("models.range", Numbers.significant(tensor.minimum()), Numbers.significant(tensor.maximum())));
        fact("models.fact.mean", Numbers.significant(tensor.mean()));
        fact("models.fact.deviation", Numbers.significant(tensor.deviation()));
        double share = tensor.elements() == 0 ? 0 : (double) tensor.zeros() / tensor.elements();
        fact("models.fact.zeros", Words.of("models.zeros", Numbers.percent(share), Numbers.count(tensor.zeros())));
        if (tensor.pattern() != null) {
            fact("models.fact.pattern", tensor.pattern());
        }
        if (tensor.notNumbers() > 0) {
            fact("models.fact.bad", Numbers.count(tensor.notNumbers()));
        }
        histogram.dataProperty().set(histogram(tensor));
        map.note()
                .setText(Words.of(
                        "models.map.scale",
                        Numbers.significant(tensor.map().stream()
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElse(0))));
        zeros.note().setText(Words.of("models.map.zeros.scale"));
        map.drawingProperty().set(new HeatMap(tensor.mapRows(), tensor.mapColumns(), tensor.map(), 0));
        zeros.drawingProperty().set(new HeatMap(tensor.mapRows(), tensor.mapColumns(), tensor.mapZeros(), 1));
    }

    private void fact(String key, String value) {
        facts.getChildren().add(new VBox(2, Parts.label(Words.of(key), "caption"), Parts.label(value, "number")));
    }

    private static ChartData histogram(ModelTensorStep.Result tensor) {
        List<ChartData.Point> points = new ArrayList<>();
        int bins = tensor.counts().size();
        double width = (tensor.maximum() - tensor.minimum()) / bins;
        double step = width == 0 ? 1.0 / bins : width;
        for (int i = 0; i < bins; i++) {
            points.add(new ChartData.Point(
                    tensor.minimum() + (i + 0.5) * step, tensor.counts().get(i)));
        }
        return new ChartData(
                Words.of("models.axis.value"),
                Words.of("models.axis.count"),
                List.of(),
                List.of(new ChartData.Series(
                        Words.of("models.axis.count"), Token.CHART_1, ChartData.Mark.BARS, step * 0.92, points)),
                true);
    }
}
