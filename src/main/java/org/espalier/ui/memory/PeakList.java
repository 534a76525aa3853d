package org.espalier.ui.memory;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.MemoryMap;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// Why the peak is what it is: the buffers live at its step, the gaps, what lies beside the arena, and their sum.
final class PeakList extends VBox {

    private final MemoryModel model;
    private final Label step = Parts.label("", "muted");
    private final GridPane rows = new GridPane(8, 3);

    PeakList(MemoryModel model) {
        this.model = model;
        getStyleClass().add("panel");
        setId("memory.peak");
        ScrollPane scroll = new ScrollArea(rows);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        setMinWidth(200);
        setPrefWidth(280);
        getChildren().addAll(Parts.label(Words.of("memory.why"), "section"), step, scroll);
        model.sram.subscribe(this::fill);
        fill();
    }

    private void fill() {
        MemoryMap map = model.map.get();
        rows.getChildren().clear();
        step.setText(
                map.steps().isEmpty()
                        ? ""
                        : Words.of(
                                "memory.why.step", map.peakStep(), map.steps().get(map.peakStep())));
        long top = 0;
        List<MemoryMap.Part> parts = map.partsAt(map.peakStep());
        for (MemoryMap.Part part : parts.reversed()) {
            MemoryMap.Box box = part.box();
            if (box == null) {
                row("", Parts.label(Words.of("memory.why.gap"), "muted"), part.bytes());
            } else {
                Hyperlink link = new Hyperlink(box.name());
                link.setOnAction(_ -> model.selected.set(box.id()));
                String kind = box.kind().name().toLowerCase(java.util.Locale.ROOT);
                row(kind, link, part.bytes());
            }
            top += part.bytes();
        }
        if (map.arena() > top) {
            row("", Parts.label(Words.of("memory.why.above"), "muted"), map.arena() - top);
        }
        for (MemoryModel.Share share : model.sram.get().parts()) {
            if (!share.name().equals("arena")) {
                row("", Parts.label(Words.of("memory.why.part", share.name(), share.origin()), "muted"), share.bytes());
            }
        }
        if (!map.steps().isEmpty()) {
            row(
                    "",
                    Parts.label(Words.of("memory.why.sum"), "strong"),
                    model.sram.get().total());
        }
    }

    private void row(String swatch, Labeled name, long bytes) {
        Region box = new Region();
        box.getStyleClass().add("swatch");
        if (!swatch.isEmpty()) {
            box.getStyleClass().add(swatch);
        }
        Label number = Parts.label(Numbers.count(bytes), "number");
        number.setMinWidth(Region.USE_PREF_SIZE);
        GridPane.setHgrow(name, Priority.ALWAYS);
        GridPane.setHalignment(number, javafx.geometry.HPos.RIGHT);
        name.setMaxWidth(Double.MAX_VALUE);
        name.setMinWidth(0);
        name.setMinHeight(Region.USE_PREF_SIZE);
        name.setAlignment(Pos.CENTER_LEFT);
        name.setWrapText(true);
        rows.addRow(rows.getRowCount(), box, name, number);
    }
}
