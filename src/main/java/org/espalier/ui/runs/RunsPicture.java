package org.espalier.ui.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// One figure of the chosen runs side by side: a bar a run, the oldest first. With fewer than two chosen, all that the
/// table shows.
final class RunsPicture extends VBox {

    /// Figures that tell the most, the first that the runs have is drawn first.
    private static final List<String> FIRST =
            List.of("accuracy", "int8", "agreement", "sparsity", "milliseconds", "seconds");

    private static final double WIDTH = 0.7;
    private static final int FEWEST = 2;

    private final RunsModel model;
    private final ComboBox<String> figure = new ComboBox<>();
    private final ChartBox chart;

    RunsPicture(RunsModel model, Preferences preferences) {
        super(4);
        this.model = model;
        chart = new ChartBox(preferences, "runs.picture", Words.of("runs.picture"), Words.of("runs.picture.none"));
        setMinSize(0, 0);
        setPadding(new Insets(8, 0, 0, 0));
        figure.setId("runs.picture.figure");
        figure.setAccessibleText(Words.of("runs.picture.figure"));
        chart.setMinSize(0, 0);
        VBox.setVgrow(chart, Priority.ALWAYS);
        Label label = Parts.label(Words.of("runs.picture.figure"), "caption");
        label.setLabelFor(figure);
        Label hint = Parts.label(Words.of("runs.picture.hint"), "muted");
        hint.setMinWidth(0);
        getChildren().addAll(Parts.row(8, label, figure, hint), chart);
        ListChangeListener<RunRow> changed = _ -> choose();
        model.chosen.addListener(changed);
        model.shown.addListener(changed);
        figure.valueProperty().addListener((_, _, _) -> draw());
        choose();
    }

    /// The runs that are compared, the oldest first.
    List<RunRow> rows() {
        return (model.chosen.size() < FEWEST ? model.shown : model.chosen)
                .stream().sorted(Comparator.comparing(RunRow::id)).toList();
    }

    /// What a file of that name would hold: PNG or SVG by its ending.
    byte[] saved(String name) {
        return chart.saved(name);
    }

    private void choose() {
        Map<String, Integer> found = new LinkedHashMap<>();
        rows().forEach(row -> numbers(row).keySet().forEach(name -> found.merge(name, 1, Integer::sum)));
        List<String> names = found.entrySet().stream()
                .filter(entry -> entry.getValue() >= Math.min(FEWEST, rows().size()))
                .map(Map.Entry::getKey)
                .toList();
        String before = figure.getValue();
        if (!figure.getItems().equals(names)) {
            figure.getItems().setAll(names);
        }
        figure.setValue(names.contains(before) ? before : best(names));
        draw();
    }

    private static @Nullable String best(List<String> names) {
        return FIRST.stream().filter(names::contains).findFirst().orElse(names.isEmpty() ? null : names.getFirst());
    }

    private static Map<String, Double> numbers(RunRow row) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (Fields.Field field : row.result()) {
            double value = number(field.value());
            if (Double.isFinite(value)) {
                numbers.put(field.name(), value);
            }
        }
        return numbers;
    }

    /// The number that a text is; no number for words.
    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private void draw() {
        String name = figure.getValue();
        if (name == null) {
            chart.dataProperty().set(ChartData.EMPTY);
            return;
        }
        List<String> runs = new ArrayList<>();
        List<ChartData.Point> points = new ArrayList<>();
        for (RunRow row : rows()) {
            Double value = numbers(row).get(name);
            if (value != null) {
                points.add(new ChartData.Point(runs.size(), value));
                runs.add(row.id());
            }
        }
        chart.dataProperty()
                .set(new ChartData(
                        Words.of("runs.column.run"),
                        name,
                        runs,
                        List.of(new ChartData.Series(name, Token.CHART_1, ChartData.Mark.BARS, WIDTH, points)),
                        false));
    }

    /// Endings of the files that a picture is written to.
    static final Set<String> ENDINGS = Set.of("png", "svg");
}
