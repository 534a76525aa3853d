package org.espalier.ui.home;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Places;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.DoctorStep;

/// This machine: what is missing first, with how to get it, then what is there.
final class MachinePanel extends VBox {

    private final HomeModel model;
    private final Consumer<String> install;
    private final VBox rows = new VBox(6);
    private final Label summary = Parts.label("", "muted");

    MachinePanel(HomeModel model, Runnable look, Consumer<String> install) {
        this.model = model;
        this.install = install;
        setId("home.machine");
        getStyleClass().add("panel");
        setMinWidth(320);
        setPrefWidth(440);
        getChildren()
                .addAll(
                        Parts.row(
                                8,
                                Parts.label(Words.of("home.machine"), "section"),
                                summary,
                                Parts.spacer(),
                                Parts.iconButton("home.machine.look", "mdi2r-refresh", look)),
                        rows);
        model.machine.addListener((ListChangeListener<HomeModel.Thing>) _ -> fill());
        fill();
    }

    private void fill() {
        if (model.machine.isEmpty()) {
            summary.setText("");
            rows.getChildren().setAll(Parts.paragraph(Words.of("home.machine.looking"), "muted"));
            return;
        }
        List<HomeModel.Thing> missing =
                model.machine.stream().filter(thing -> !thing.item().present()).toList();
        summary.setText(
                missing.isEmpty()
                        ? Words.of("home.machine.complete")
                        : Words.count("home.machine.missing", missing.size()));
        List<Node> nodes = new ArrayList<>();
        missing.forEach(thing -> nodes.add(missing(thing)));
        model.machine.stream()
                .map(HomeModel.Thing::item)
                .filter(DoctorStep.Item::present)
                .forEach(item -> nodes.add(present(item)));
        rows.getChildren().setAll(nodes);
    }

    private static Node present(DoctorStep.Item item) {
        HBox row = Parts.row(8, Parts.icon("mdi2c-check-circle-outline", "ok"), name(item), detail(item, false));
        row.setAlignment(javafx.geometry.Pos.BASELINE_LEFT);
        row.setAccessibleText(Words.of("home.machine.is", item.name(), item.detail()));
        return row;
    }

    private Node missing(HomeModel.Thing thing) {
        DoctorStep.Item item = thing.item();
        String remedy = String.valueOf(item.remedy());
        Label how = Parts.paragraph(remedy, remedy.startsWith("apt-get") ? "mono" : "caption");
        how.setMinWidth(0);
        HBox.setHgrow(how, Priority.ALWAYS);
        how.setMaxWidth(Double.MAX_VALUE);
        Button copy = Parts.iconButton("home.machine.copy", "mdi2c-content-copy", () -> copy(remedy));
        copy.setAccessibleText(Words.of("home.machine.copy.of", item.name()));
        HBox second = Parts.row(4, how, copy);
        if (thing.installable()) {
            Button get = Parts.button("home.machine.install", () -> install.accept(item.name()));
            get.setId("home.machine.install." + item.name());
            get.setAccessibleText(Words.of("home.machine.install.of", item.name()));
            get.disableProperty().bind(model.installing);
            second.getChildren().add(get);
        }
        second.getStyleClass().add("remedy");
        VBox row = new VBox(
                Parts.row(8, Parts.icon("mdi2a-alert-circle-outline", "missing"), name(item), detail(item, true)),
                second);
        row.setAccessibleText(Words.of("home.machine.lacks", item.name(), item.detail()));
        return row;
    }

    private static Label name(DoctorStep.Item item) {
        Label name = Parts.label(item.name(), "strong");
        name.setMinWidth(USE_PREF_SIZE);
        return name;
    }

    /// In as many lines as it takes, or in one: what is there need not be read, and shows the whole to who points at
    /// it.
    private static Label detail(DoctorStep.Item item, boolean whole) {
        Label detail = Parts.label(Places.in(item.detail()), "muted");
        detail.setWrapText(whole);
        if (whole) {
            detail.setMinHeight(USE_PREF_SIZE);
        }
        detail.setMinWidth(0);
        HBox.setHgrow(detail, Priority.ALWAYS);
        return detail;
    }

    private static void copy(String remedy) {
        ClipboardContent content = new ClipboardContent();
        content.putString(remedy);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
