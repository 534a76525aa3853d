package org.espalier.ui.settings;

import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.SegmentedButton;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Theme;

/// Layout of the Settings page.
final class SettingsView extends StackPane {

    private static final List<String> KEYS =
            List.of("find", "pages", "size", "timeline", "fit", "neighbour", "clear", "run", "undo");

    SettingsView(SettingsModel model, Runnable resetLayout) {
        Label said = Parts.label("", "muted");
        said.textProperty().bind(model.said);
        VBox appearance = Parts.panel("settings.appearance", themes(model), sizes(model));
        VBox layout = Parts.panel(
                "settings.layout",
                Parts.paragraph(Words.of("settings.layout.text"), "muted"),
                Parts.row(8, Parts.button("settings.layout.reset", resetLayout), said));
        VBox body = new VBox(16, appearance, layout, Parts.panel("settings.keys", keys()));
        body.setMaxWidth(720);
        StackPane centred = new StackPane(body);
        centred.setAlignment(javafx.geometry.Pos.TOP_LEFT);
        ScrollPane scroll = new ScrollPane(centred);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        PageFrame frame = new PageFrame(Words.of("page.settings"));
        frame.setBody(scroll);
        getChildren().add(frame);
    }

    private static GridPane row(String key, javafx.scene.Node control) {
        GridPane row = new GridPane();
        row.setHgap(16);
        Label label = Parts.label(Words.of(key));
        label.setLabelFor(control);
        label.setMinWidth(96);
        row.addRow(0, label, control);
        row.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        return row;
    }

    private static GridPane themes(SettingsModel model) {
        SegmentedButton buttons = new SegmentedButton();
        for (Theme theme : Theme.values()) {
            String word = theme.name().toLowerCase(Locale.ROOT);
            ToggleButton button = new ToggleButton(Words.of("settings.theme." + word));
            button.setId("settings.theme." + word);
            button.setOnAction(_ -> {
                button.setSelected(true);
                model.theme.set(theme);
            });
            model.theme.subscribe(now -> button.setSelected(now == theme));
            buttons.getButtons().add(button);
        }
        return row("settings.theme", buttons);
    }

    private static GridPane sizes(SettingsModel model) {
        Slider slider = new Slider(80, 200, 100);
        slider.setId("settings.size");
        slider.setMajorTickUnit(20);
        slider.setMinorTickCount(1);
        slider.setBlockIncrement(10);
        slider.setSnapToTicks(true);
        slider.setPrefWidth(280);
        slider.setAccessibleText(Words.of("settings.size"));
        model.size.subscribe(now -> slider.setValue(now.doubleValue()));
        // While dragging, a change of size would move the thumb under the pointer.
        slider.valueProperty().subscribe(value -> {
            if (!slider.isValueChanging()) {
                model.size.set(value.intValue());
            }
        });
        slider.valueChangingProperty().subscribe(changing -> {
            if (!changing) {
                model.size.set((int) slider.getValue());
            }
        });
        Label percent = Parts.label("", "number");
        slider.valueProperty().subscribe(value -> percent.setText(Numbers.percentOf(value.intValue())));
        GridPane row = row("settings.size", slider);
        row.add(percent, 2, 0);
        return row;
    }

    private static GridPane keys() {
        GridPane grid = new GridPane(24, 8);
        int line = 0;
        for (String key : KEYS) {
            Label keys = Parts.label(Words.of("settings.key." + key + ".keys"), "mono");
            keys.setMinWidth(USE_PREF_SIZE);
            Label does = Parts.paragraph(Words.of("settings.key." + key + ".does"));
            GridPane.setHgrow(does, Priority.ALWAYS);
            grid.addRow(line++, keys, does);
        }
        return grid;
    }
}
