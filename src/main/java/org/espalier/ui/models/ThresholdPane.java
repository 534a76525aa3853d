package org.espalier.ui.models;

import java.util.Locale;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.tensor.MagnitudeDistribution;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelThresholdsStep;
import org.espalier.workbench.step.ModelThresholdsStep.Known;
import org.jspecify.annotations.Nullable;

/// What a magnitude threshold prunes: type or drag it and read the share of weights, or the other way round, of the
/// chosen tensor or of the whole model.
final class ThresholdPane extends VBox {

    private static final double START = 0.5;

    /// Beyond this share magnitudes are so far apart that a slider up to the largest could not be set below.
    private static final double SLIDER_END = 0.999;

    private final TextField threshold = field("models.threshold.value", this::typedThreshold);
    private final TextField share = field("models.threshold.share", this::typedShare);
    private final Slider thresholds = slider("models.threshold.slider");
    private final Slider shares = slider("models.threshold.share.slider");
    private final Label said = Parts.paragraph("", "number");
    private final HBox controls;
    private final Button count;
    private double asked = START;
    private @Nullable MagnitudeDistribution distribution;
    private boolean whole;
    private boolean setting;

    ThresholdPane(ModelsModel model, Runnable counting) {
        super(4);
        setId("models.threshold");
        said.setId("models.threshold.said");
        said.setAccessibleText(Words.of("models.threshold"));
        said.textProperty().subscribe(text -> said.setAccessibleText(Words.of("models.threshold") + ": " + text));
        ToggleGroup scope = new ToggleGroup();
        ToggleButton one = scope("models.threshold.tensor", scope);
        ToggleButton all = scope("models.threshold.model", scope);
        one.setSelected(true);
        scope.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                scope.selectToggle(before);
            } else {
                model.wholeModel.set(now.equals(all));
            }
        });
        count = Parts.button("models.threshold.count", counting);
        shares.setMax(100);
        thresholds.valueProperty().addListener((_, _, now) -> {
            if (!setting) {
                pruneUpTo(now.doubleValue(), thresholds);
            }
        });
        shares.valueProperty().addListener((_, _, now) -> {
            if (!setting) {
                pruneShare(now.doubleValue() / 100, shares);
            }
        });
        controls = new HBox(16, part(threshold, thresholds), part(share, shares));
        FlowPane head =
                new FlowPane(8, 4, Parts.label(Words.of("models.threshold"), "caption"), Parts.row(4, one, all));
        head.setRowValignment(VPos.CENTER);
        getChildren().addAll(head, controls, Parts.row(8, said, count));
        HBox.setHgrow(said, Priority.ALWAYS);
        said.setMinWidth(0);
        model.magnitudes.subscribe(result -> {
            whole = model.wholeModel.get();
            show(result);
        });
    }

    private static ToggleButton scope(String key, ToggleGroup group) {
        ToggleButton button = new ToggleButton(Words.of(key));
        button.setId(key);
        button.getStyleClass().add("chip");
        button.setToggleGroup(group);
        button.setMinWidth(USE_PREF_SIZE);
        return button;
    }

    private static Node part(TextField field, Slider slider) {
        Label label = Parts.label(Words.of(String.valueOf(field.getId())), "caption");
        label.setLabelFor(field);
        HBox row = Parts.row(8, field, slider);
        HBox.setHgrow(slider, Priority.ALWAYS);
        VBox part = new VBox(2, label, row);
        HBox.setHgrow(part, Priority.ALWAYS);
        part.setPrefWidth(200);
        part.setMinWidth(0);
        return part;
    }

    private static TextField field(String key, Runnable typed) {
        TextField field = new TextField();
        field.setId(key);
        field.setAccessibleText(Words.of(key));
        field.setPrefColumnCount(7);
        field.setMinWidth(72);
        field.setOnAction(_ -> typed.run());
        // What was typed counts without Enter.
        field.focusedProperty().addListener((_, _, focused) -> {
            if (!focused) {
                typed.run();
            }
        });
        return field;
    }

    private static Slider slider(String key) {
        Slider slider = new Slider();
        slider.setId(key);
        slider.setAccessibleText(Words.of(key));
        slider.setMinWidth(40);
        return slider;
    }

    private void show(ModelThresholdsStep.@Nullable Result result) {
        distribution = result == null ? null : result.distribution();
        Parts.visible(count, result != null && result.known() == Known.NOT_COUNTED);
        Parts.visible(controls, distribution != null);
        Parts.visible(this, result != null);
        MagnitudeDistribution now = distribution;
        if (now != null) {
            setting = true;
            thresholds.setMax(Math.max(now.threshold(SLIDER_END), Float.MIN_NORMAL));
            thresholds.setBlockIncrement(thresholds.getMax() / 100);
            setting = false;
            pruneShare(asked, count);
        } else if (result != null) {
            said.setText(Words.of("models.threshold." + result.known().name().toLowerCase(Locale.ROOT)));
        }
    }

    private void typedThreshold() {
        MagnitudeDistribution now = distribution;
        Double typed = number(threshold.getText());
        if (now == null || setting || threshold.getText().equals(threshold.getUserData())) {
            return;
        }
        if (typed == null || typed < 0) {
            said.setText(Words.of("models.threshold.value.wrong"));
        } else {
            pruneUpTo(typed, threshold);
        }
    }

    private void typedShare() {
        Double typed = number(share.getText());
        if (distribution == null || setting || share.getText().equals(share.getUserData())) {
            return;
        }
        if (typed == null || typed < 0 || typed > 100) {
            said.setText(Words.of("models.threshold.share.wrong"));
        } else {
            pruneShare(typed / 100, share);
        }
    }

    private static @Nullable Double number(String text) {
        try {
            double value = Double.parseDouble(text.strip().replace("%", "").strip());
            return Double.isNaN(value) ? null : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// Tells what a threshold prunes, wherever it is not told by what the user moves or types in.
    private void pruneUpTo(double limit, Control source) {
        MagnitudeDistribution now = distribution;
        if (now != null) {
            long pruned = now.pruned(limit);
            asked = now.total() == 0 ? 0 : (double) pruned / now.total();
            tell(limit, asked, pruned, now, source);
        }
    }

    private void pruneShare(double ratio, Control source) {
        MagnitudeDistribution now = distribution;
        if (now != null) {
            asked = ratio;
            float limit = now.threshold(ratio);
            tell(limit, ratio, now.pruned(limit), now, source);
        }
    }

    private void tell(double limit, double ratio, long pruned, MagnitudeDistribution now, Control source) {
        String value = Float.toString((float) limit);
        setting = true;
        set(threshold, source.equals(threshold) ? threshold.getText() : value);
        set(share, source.equals(share) ? share.getText() : Numbers.decimals(ratio * 100, 2));
        if (!source.equals(thresholds)) {
            thresholds.setValue(limit);
        }
        if (!source.equals(shares)) {
            shares.setValue(ratio * 100);
        }
        setting = false;
        said.setText(Words.of(
                whole ? "models.threshold.said.model" : "models.threshold.said.tensor",
                value,
                Numbers.count(pruned),
                Numbers.count(now.total()),
                Numbers.decimals(now.total() == 0 ? 0 : 100.0 * pruned / now.total(), 3)));
    }

    private static void set(TextField field, String text) {
        if (!text.equals(field.getText())) {
            field.setText(text);
        }
        field.setUserData(text);
    }
}
