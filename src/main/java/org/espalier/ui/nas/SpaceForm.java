package org.espalier.ui.nas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// The space as chips to switch on and off, its sizes, and what that leaves, counted while it is edited.
final class SpaceForm extends VBox {

    private final SearchModel model;
    private final VBox fields = new VBox(10);

    SpaceForm(SearchModel model, SearchView.Actions actions) {
        super(10);
        this.model = model;
        getStyleClass().add("panel");
        Label headline = Parts.paragraph("", "fact");
        headline.setId("search.headline");
        headline.textProperty().bind(model.headline);
        VBox facts = new VBox(2);
        model.facts.subscribe(list -> facts.getChildren()
                .setAll(list.stream()
                        .map(fact -> {
                            Label value = Parts.paragraph(fact.value(), "number");
                            return new VBox(Parts.label(fact.name(), "caption"), value);
                        })
                        .toList()));
        facts.setSpacing(6);
        getChildren()
                .addAll(
                        Parts.row(
                                8,
                                Parts.label(Words.of("search.space"), "section"),
                                Parts.spacer(),
                                Parts.iconButton("search.whole", "mdi2u-undo", actions::whole)),
                        headline,
                        fields,
                        facts);
        model.space.subscribe(this::fill);
        model.edited.subscribe((_, now) -> follow(now));
    }

    private final Map<String, List<ToggleButton>> chips = new LinkedHashMap<>();

    private void fill(@Nullable Space space) {
        fields.getChildren().clear();
        chips.clear();
        if (space == null) {
            return;
        }
        for (String kind : Space.KINDS) {
            FlowPane row = new FlowPane(6, 6);
            List<ToggleButton> buttons = new ArrayList<>();
            for (double value : space.values(kind)) {
                ToggleButton chip = new ToggleButton(Numbers.significant(value));
                chip.setId("search.chip." + kind + "." + Numbers.significant(value));
                chip.getStyleClass().add("chip");
                chip.setUserData(value);
                chip.setSelected(true);
                chip.setAccessibleText(
                        Words.of("search.chip", Words.of("search.kind." + kind), Numbers.significant(value)));
                chip.setOnAction(_ -> toggled(kind, chip));
                buttons.add(chip);
                row.getChildren().add(chip);
            }
            chips.put(kind, buttons);
            fields.getChildren().add(new VBox(3, Parts.label(Words.of("search.kind." + kind), "caption"), row));
        }
        HBox sizes = new HBox(8, number("search.image", space.image(), 16, 1024, space.image()), patch(space));
        fields.getChildren().add(sizes);
        if (space.twoFactors()) {
            fields.getChildren()
                    .add(new HBox(
                            8,
                            rank("search.rank.attention", space.rank("attn"), true),
                            rank("search.rank.mlp", space.rank("mlp"), false)));
        }
    }

    /// At least one choice of a kind stays on.
    private void toggled(String kind, ToggleButton chip) {
        List<Double> on = chips.getOrDefault(kind, List.of()).stream()
                .filter(ToggleButton::isSelected)
                .map(button -> (Double) button.getUserData())
                .toList();
        if (on.isEmpty()) {
            chip.setSelected(true);
            return;
        }
        Space.Edited now = model.edited.get();
        if (now != null) {
            Map<String, List<Double>> choices = new LinkedHashMap<>(now.choices());
            choices.put(kind, on);
            model.edited.set(new Space.Edited(choices, now.image(), now.patch(), now.rankAttention(), now.rankMlp()));
        }
    }

    private void follow(Space.@Nullable Edited now) {
        if (now != null) {
            chips.forEach((kind, buttons) -> buttons.forEach(button -> button.setSelected(
                    now.choices().getOrDefault(kind, List.of()).contains((Double) button.getUserData()))));
        }
    }

    private VBox patch(Space space) {
        return number("search.patch", space.patch(), 2, 64, space.patch());
    }

    private VBox number(String key, int value, int least, int most, int own) {
        Spinner<Integer> spinner = new Spinner<>(least, most, value, key.equals("search.image") ? own / 6 : 1);
        dress(key, spinner);
        spinner.getValueFactory().valueProperty().addListener((_, _, now) -> {
            Space.Edited e = model.edited.get();
            if (now != null && e != null) {
                model.edited.set(
                        key.equals("search.image")
                                ? new Space.Edited(e.choices(), now, e.patch(), e.rankAttention(), e.rankMlp())
                                : new Space.Edited(e.choices(), e.image(), now, e.rankAttention(), e.rankMlp()));
            }
        });
        model.edited.addListener((_, _, now) -> {
            if (now != null) {
                spinner.getValueFactory().setValue(key.equals("search.image") ? now.image() : now.patch());
            }
        });
        return labelled(key, spinner);
    }

    private VBox rank(String key, double value, boolean attention) {
        Spinner<Double> spinner =
                new Spinner<>(new SpinnerValueFactory.DoubleSpinnerValueFactory(0.05, 1, value, 0.05));
        dress(key, spinner);
        spinner.getValueFactory().valueProperty().addListener((_, _, now) -> {
            Space.Edited e = model.edited.get();
            if (now != null && e != null) {
                model.edited.set(
                        attention
                                ? new Space.Edited(e.choices(), e.image(), e.patch(), now, e.rankMlp())
                                : new Space.Edited(e.choices(), e.image(), e.patch(), e.rankAttention(), now));
            }
        });
        model.edited.addListener((_, _, now) -> {
            Double rank = now == null ? null : attention ? now.rankAttention() : now.rankMlp();
            if (rank != null) {
                spinner.getValueFactory().setValue(rank);
            }
        });
        return labelled(key, spinner);
    }

    private static void dress(String key, Spinner<?> spinner) {
        spinner.setId(key);
        spinner.setEditable(true);
        spinner.setMaxWidth(Double.MAX_VALUE);
        spinner.setAccessibleText(Words.of(key));
        spinner.getEditor().setAccessibleText(Words.of(key));
        spinner.getEditor().focusedProperty().subscribe(focused -> {
            if (!focused) {
                spinner.commitValue();
            }
        });
    }

    /// Its facts wrap: how high they are depends on how wide it is.
    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width < 0 ? getWidth() : width);
    }

    private static VBox labelled(String key, Spinner<?> spinner) {
        Label label = Parts.label(Words.of(key), "caption");
        label.setLabelFor(spinner);
        return new VBox(3, label, spinner);
    }
}
