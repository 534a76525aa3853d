package org.espalier.ui.memory;

import atlantafx.base.controls.ToggleSwitch;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.MemoryTimeline;
import org.espalier.ui.chart.SaveButton;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.LazyTab;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.Splits;
import org.espalier.ui.control.TabMemory;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Words;

/// Layout of the Memory page: timeline above, its table, the peak's sum and the flash below.
final class MemoryView extends StackPane {

    private final PageFrame frame;
    private final MemoryTimeline timeline = new MemoryTimeline();

    MemoryView(MemoryModel model, Preferences preferences, Runnable keep, Runnable goHome) {
        frame = new PageFrame(Words.of("page.memory"));
        frame.subject().textProperty().bind(model.subject);
        timeline.setId("memory.timeline");
        timeline.mapProperty().bind(model.map);
        timeline.selectedProperty().bindBidirectional(model.selected);
        model.hovered.bind(timeline.hoveredProperty());

        FlowPane choices = new FlowPane(
                16,
                4,
                technique("memory.integration", model.integration),
                technique("memory.decomposition", model.decomposition),
                technique("memory.overwriting", model.overwriting),
                Parts.legend("input", Words.of("memory.kind.input")),
                Parts.legend("residual", Words.of("memory.kind.residual")),
                Parts.legend("activation", Words.of("memory.kind.activation")),
                Parts.legend("scratch", Words.of("memory.kind.scratch")));
        choices.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        HBox.setHgrow(choices, Priority.ALWAYS);
        HBox zooming = Parts.row(
                0,
                Parts.iconButton("memory.zoom.in", "mdi2m-magnify-plus-outline", () -> timeline.zoom(1.5)),
                Parts.iconButton("memory.zoom.out", "mdi2m-magnify-minus-outline", () -> timeline.zoom(1 / 1.5)),
                Parts.iconButton("memory.zoom.fit", "mdi2f-fit-to-page-outline", timeline::fit),
                new SaveButton(Words.of("timeline.name"), timeline));
        zooming.setMinWidth(USE_PREF_SIZE);
        HBox tools = Parts.row(16, choices, keepButton(model, keep), zooming);
        tools.setMinHeight(USE_PREF_SIZE);
        MemoryTimeline other = new MemoryTimeline();
        other.setId("memory.kept");
        Label keptTitle = Parts.label("", "section");
        Label title = Parts.label("", "section");
        title.textProperty().bind(model.title);
        HBox keptHead = Parts.row(8, keptTitle, Parts.spacer(), new SaveButton(Words.of("timeline.kept"), other));
        HBox head = Parts.row(8, title);
        head.minHeightProperty().bind(keptHead.heightProperty());
        VBox left = new VBox(4, keptHead, other);
        VBox right = new VBox(4, head, timeline);
        VBox.setVgrow(other, Priority.ALWAYS);
        VBox.setVgrow(timeline, Priority.ALWAYS);
        HBox both = new HBox(16, left, right);
        for (VBox side : List.of(left, right)) {
            side.setMinWidth(0);
            side.setPrefWidth(500);
            HBox.setHgrow(side, Priority.ALWAYS);
        }
        VBox.setVgrow(both, Priority.ALWAYS);
        model.kept.subscribe(kept -> {
            Parts.visible(left, kept != null);
            Parts.visible(head, kept != null);
            if (kept != null) {
                other.mapProperty().set(kept.map());
                keptTitle.setText(kept.title());
            }
        });
        timeline.besideProperty()
                .bind(Bindings.createLongBinding(
                        () -> model.kept.get() == null
                                ? 0
                                : model.kept.get().map().arena(),
                        model.kept));
        other.besideProperty()
                .bind(Bindings.createLongBinding(() -> model.map.get().arena(), model.map));
        timeline.ghostProperty()
                .bind(Bindings.createObjectBinding(
                        () -> model.kept.get() == null ? model.ghost.get() : null, model.kept, model.ghost));
        VBox upper = new VBox(4, tools, both);
        upper.getStyleClass().addAll("panel", "memory-upper");

        BufferTable table = new BufferTable(model);
        VBox tablePanel = new VBox(table);
        tablePanel.getStyleClass().addAll("panel", "flush");
        VBox.setVgrow(table, Priority.ALWAYS);
        DrawnBox map = new DrawnBox(preferences, "memory.flash.map", Words.of("flash.map"), Words.of("flash.none"));
        map.getStyleClass().add("panel");
        map.drawingProperty().bind(model.flashMap);
        TabPane flash = new TabPane(
                new LazyTab("memory.sums.tab", new AccountList("memory.flash", model.flash)),
                new LazyTab("memory.areas.tab", map));
        flash.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        flash.setAccessibleText(Words.of("memory.sums"));
        flash.setMinWidth(220);
        flash.setPrefWidth(240);
        TabMemory.of(preferences, "memory.flash", flash);
        HBox sums = new HBox(8, new PeakList(model), flash);
        sums.getChildren().forEach(child -> HBox.setHgrow(child, Priority.ALWAYS));
        Node lower = Splits.horizontal(preferences, "memory.lower", 0.52, tablePanel, sums);
        lower.getStyleClass().add("memory-lower");
        Node body = Splits.vertical(preferences, "memory", 0.56, upper, lower);
        Node empty = new Empty(PAGE_ICON, Words.of("memory.empty"), Parts.button("memory.empty.go", goHome));
        StackPane content = new StackPane(body, empty);
        model.hasNetwork.subscribe(has -> {
            Parts.visible(body, has);
            Parts.visible(empty, !has);
        });
        frame.setBody(content);
        getChildren().add(frame);
    }

    private static final String PAGE_ICON = "mdi2m-memory";

    PageFrame frame() {
        return frame;
    }

    private static Button keepButton(MemoryModel model, Runnable keep) {
        Button button = Parts.button("memory.keep", keep);
        button.setTooltip(new Tooltip(Words.of("memory.keep.tip")));
        model.kept.subscribe(kept -> button.setText(Words.of(kept == null ? "memory.keep" : "memory.keep.end")));
        return button;
    }

    private static Node technique(String key, BooleanProperty property) {
        ToggleSwitch toggle = new ToggleSwitch(Words.of(key));
        toggle.setId(key);
        toggle.setTooltip(new Tooltip(Words.of(key + ".tip")));
        toggle.selectedProperty().bindBidirectional(property);
        return toggle;
    }
}
