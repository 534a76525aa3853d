package org.espalier.ui.settings;

import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import org.controlsfx.control.SegmentedButton;
import org.espalier.model.ComputeDevice;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Theme;

/// Layout of the Settings page.
final class SettingsView extends StackPane {

    private static final List<String> KEYS =
            List.of("help", "find", "pages", "size", "run", "undo", "policy", "timeline", "fit", "neighbour", "clear");

    SettingsView(SettingsModel model, Consumer<ComputeDevice> chooseDevice, Runnable resetLayout) {
        Label said = Parts.label("", "muted");
        said.textProperty().bind(model.said);
        VBox appearance = Parts.panel("settings.appearance", themes(model), sizes(model));
        VBox layout = Parts.panel(
                "settings.layout",
                Parts.paragraph(Words.of("settings.layout.text"), "muted"),
                Parts.row(8, Parts.button("settings.layout.reset", resetLayout), said));
        VBox left = new VBox(16, appearance, tools(model), engine(model, chooseDevice));
        VBox right = new VBox(16, Parts.panel("settings.keys", keys()), layout);
        HBox body = new HBox(16, left, right);
        for (VBox column : List.of(left, right)) {
            column.setMinWidth(0);
            column.setPrefWidth(480);
            column.setMaxWidth(720);
            HBox.setHgrow(column, Priority.ALWAYS);
        }
        ScrollPane scroll = new ScrollArea(body);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        PageFrame frame = new PageFrame(Words.of("page.settings"));
        frame.setBody(scroll);
        getChildren().add(frame);
    }

    /// Folders in which programs are looked for first, and what was found where.
    private static VBox tools(SettingsModel model) {
        TextField folders = new TextField();
        folders.setId("settings.tools.folders");
        folders.setPromptText(Words.of("settings.tools.prompt"));
        folders.setAccessibleText(Words.of("settings.tools.folders"));
        folders.textProperty().bindBidirectional(model.folders);
        HBox.setHgrow(folders, Priority.ALWAYS);
        Button add = Parts.button("settings.tools.add", () -> {
            DirectoryChooser chooser = new DirectoryChooser();
            chooser.setTitle(Words.of("settings.tools.add"));
            File folder = chooser.showDialog(folders.getScene().getWindow());
            if (folder != null) {
                String before = model.folders.get();
                model.folders.set(before.isBlank() ? folder.getPath() : before + File.pathSeparator + folder.getPath());
            }
        });
        add.setMinWidth(USE_PREF_SIZE);
        GridPane found = new GridPane(16, 4);
        model.tools.subscribe(tools -> {
            found.getChildren().clear();
            for (SettingsModel.Tool tool : tools) {
                boolean there = !tool.place().isEmpty();
                Label place = Parts.label(there ? tool.place() : Words.of("settings.tools.missing"), "muted");
                place.setMinWidth(0);
                Label name = Parts.label(tool.name(), "mono");
                name.setMinWidth(USE_PREF_SIZE);
                found.addRow(
                        found.getRowCount(),
                        Parts.icon(
                                there ? "mdi2c-check-circle-outline" : "mdi2a-alert-circle-outline",
                                there ? "ok" : "missing"),
                        name,
                        place);
            }
        });
        return Parts.panel(
                "settings.tools",
                Parts.paragraph(Words.of("settings.tools.text"), "muted"),
                Parts.row(8, folders, add),
                found);
    }

    private static VBox engine(SettingsModel model, Consumer<ComputeDevice> chooseDevice) {
        Label engine = Parts.paragraph("");
        model.engine.subscribe(text -> engine.setText(
                text.isEmpty() ? Words.of("settings.engine.looking") : Words.of("settings.engine.is", text)));
        Label cuda = Parts.paragraph("", "muted");
        cuda.setId("settings.cuda");
        cuda.textProperty().bind(model.cuda);
        TextField master = new TextField();
        master.setId("settings.spark");
        master.setPromptText(Words.of("settings.spark.prompt"));
        master.setAccessibleText(Words.of("settings.spark"));
        master.textProperty().bindBidirectional(model.spark);
        Label said = Parts.paragraph("", "muted");
        said.setId("settings.spark.said");
        said.textProperty().bind(model.sparkSaid);
        model.sparkWrong.subscribe(
                wrong -> said.setGraphic(wrong ? Parts.icon("mdi2a-alert-circle-outline", "missing") : null));
        Label name = Parts.label(Words.of("settings.spark"), "caption");
        name.setLabelFor(master);
        return Parts.panel(
                "settings.engine", engine, devices(model, chooseDevice), cuda, new VBox(3, name, master, said));
    }

    /// What the engine computes on: what this machine does not have cannot be chosen.
    private static GridPane devices(SettingsModel model, Consumer<ComputeDevice> choose) {
        SegmentedButton buttons = new SegmentedButton();
        for (ComputeDevice device : ComputeDevice.values()) {
            ToggleButton button = new ToggleButton(Words.of("settings.device." + device.word()));
            button.setId("settings.device." + device.word());
            button.setMinWidth(USE_PREF_SIZE);
            if (device == ComputeDevice.CUDA) {
                button.disableProperty().bind(model.cudaUsable.not());
                button.accessibleHelpProperty().bind(model.cuda);
            }
            button.setOnAction(_ -> {
                button.setSelected(true);
                model.device.set(device);
                choose.accept(device);
            });
            model.device.subscribe(now -> button.setSelected(now == device));
            buttons.getButtons().add(button);
        }
        return row("settings.device", buttons);
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
            button.setMinWidth(USE_PREF_SIZE);
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
        percent.setMinWidth(USE_PREF_SIZE);
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
