package org.espalier.ui.prune;

import java.util.Arrays;
import java.util.List;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.Ratios;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// What to prune and how, one field below the other.
final class PruneForm extends VBox {

    private static final List<String> CRITERIA = List.of("magnitude", "wanda", "wanda-variant", "obs");

    private static final List<String> RULES =
            Arrays.stream(Ratios.values()).map(Ratios::word).toList();

    PruneForm(PruneModel model) {
        super(10);
        getStyleClass().addAll("panel", "form");
        setMinWidth(220);
        setPrefWidth(232);
        Slider slider = new Slider(0, 95, 50);
        slider.setId("prune.sparsity");
        slider.setBlockIncrement(5);
        slider.setMajorTickUnit(5);
        slider.setMinorTickCount(4);
        slider.setSnapToTicks(true);
        slider.valueProperty().bindBidirectional(model.sparsity);
        slider.setAccessibleText(Words.of("prune.sparsity"));
        slider.addEventFilter(MouseEvent.MOUSE_PRESSED, _ -> model.dragging.set(true));
        // The slider moves to the nearest tick after it was let go: that is part of the drag.
        slider.addEventFilter(MouseEvent.MOUSE_RELEASED, _ -> Platform.runLater(() -> model.dragging.set(false)));
        Label percent = Parts.label("", "number");
        percent.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Numbers.percentOf(Math.rint(model.sparsity.get())), model.sparsity));
        percent.setMinWidth(40);
        Node sparsity = field("prune.sparsity", Parts.row(8, slider, percent));
        sparsity.disableProperty().bind(model.pattern.isEqualTo("2:4").or(model.pattern.isEqualTo("4:8")));
        Node samples = field("prune.samples", number("prune.samples", model.samples, 1, 4096, 16));
        BooleanBinding structured =
                Bindings.createBooleanBinding(() -> Cut.of(model.pattern.get()).structured(), model.pattern);
        samples.disableProperty()
                .bind(model.criterion
                        .isEqualTo("magnitude")
                        .and(structured.not())
                        .and(model.rule.isEqualTo(Ratios.UNIFORM.word())));
        Node rule = field("prune.rule", choice("prune.rule", model.rule, RULES));
        rule.disableProperty().bind(model.pattern.isNotEqualTo(Pattern.UNSTRUCTURED.word()));
        Node criterion = field("prune.criterion", choice("prune.criterion", model.criterion, CRITERIA));
        criterion.disableProperty().bind(structured);
        CheckBox sequential = check("prune.sequential", model.sequential);
        sequential.disableProperty().bind(model.criterion.isEqualTo("magnitude").or(structured));
        Node parts = new VBox(
                6,
                Parts.label(Words.of("prune.components"), "caption"),
                check("prune.component.language_model", model.languageModel),
                check("prune.component.vision_tower", model.visionTower),
                check("prune.component.projector", model.projector));
        parts.disableProperty().bind(structured);
        getChildren()
                .addAll(
                        field("prune.pattern", choice("prune.pattern", model.pattern, Cut.WORDS)),
                        criterion,
                        sequential,
                        sparsity,
                        rule,
                        // What is changed most stands where no scrolling is needed.
                        new HBox(
                                8,
                                samples,
                                field("prune.questions", number("prune.questions", model.questions, 0, 100_000, 250))),
                        parts,
                        field("prune.seed", number("prune.seed", model.seed, 0, Integer.MAX_VALUE, 1)));
        disableProperty().bind(model.running);
    }

    private static VBox field(String key, Node control) {
        Label label = Parts.label(Words.of(key), "caption");
        label.setLabelFor(control);
        return new VBox(3, label, control);
    }

    private static ComboBox<String> choice(String key, StringProperty property, List<String> words) {
        ComboBox<String> box = new ComboBox<>();
        box.setId(key);
        box.getItems().setAll(words);
        box.valueProperty().bindBidirectional(property);
        box.setMaxWidth(Double.MAX_VALUE);
        box.setAccessibleText(Words.of(key));
        return box;
    }

    private static Spinner<Integer> number(String key, IntegerProperty property, int least, int most, int step) {
        Spinner<Integer> spinner = new Spinner<>(least, most, property.get(), step);
        spinner.setId(key);
        spinner.setEditable(true);
        spinner.setMaxWidth(Double.MAX_VALUE);
        spinner.setAccessibleText(Words.of(key));
        spinner.getEditor().setAccessibleText(Words.of(key));
        spinner.getValueFactory().valueProperty().addListener((_, _, now) -> {
            if (now != null) {
                property.set(now);
            }
        });
        property.addListener((_, _, now) -> spinner.getValueFactory().setValue(now.intValue()));
        // What was typed counts without Enter.
        spinner.getEditor().focusedProperty().addListener((_, _, focused) -> {
            if (!focused) {
                spinner.commitValue();
            }
        });
        return spinner;
    }

    private static CheckBox check(String key, BooleanProperty property) {
        CheckBox box = new CheckBox(Words.of(key));
        box.setId(key);
        box.selectedProperty().bindBidirectional(property);
        return box;
    }
}
