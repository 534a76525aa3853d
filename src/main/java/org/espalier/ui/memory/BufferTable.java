package org.espalier.ui.memory;

import java.util.List;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import org.espalier.ui.chart.MemoryMap;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// The timeline's buffers as a table; its selection is the timeline's.
final class BufferTable extends TableView<MemoryMap.Box> {

    /// Wide enough for the longest word of the column.
    private static final double KIND = 86;

    private final MemoryModel model;
    private boolean following;

    BufferTable(MemoryModel model) {
        this.model = model;
        setId("memory.buffers");
        setAccessibleText(Words.of("memory.buffers"));
        setPlaceholder(Parts.label(Words.of("memory.buffers.none"), "muted"));
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        getColumns()
                .addAll(List.of(
                        Columns.text(Words.of("memory.column.buffer"), 180, MemoryMap.Box::name),
                        Columns.text(
                                Words.of("memory.column.kind"),
                                88,
                                box -> Words.of(
                                        "memory.kind." + box.kind().name().toLowerCase(java.util.Locale.ROOT))),
                        Columns.number(
                                Words.of("memory.column.bytes"),
                                84,
                                MemoryMap.Box::bytes,
                                box -> Numbers.count(box.bytes())),
                        Columns.number(
                                Words.of("memory.column.offset"),
                                84,
                                MemoryMap.Box::offset,
                                box -> Numbers.count(box.offset())),
                        Columns.number(
                                Words.of("memory.column.steps"),
                                64,
                                MemoryMap.Box::first,
                                box -> box.first() + "–" + box.last()),
                        Columns.text(Words.of("memory.column.over"), 120, this::overwritten)));
        getColumns().get(1).setMinWidth(KIND);
        setRowFactory(_ -> new Row(model));
        model.map.subscribe(map -> getItems().setAll(map.boxes()));
        model.selected.subscribe(id -> follow(id.intValue()));
        getSelectionModel().selectedItemProperty().addListener((_, _, box) -> choose(box));
    }

    private String overwritten(MemoryMap.Box box) {
        List<MemoryMap.Box> boxes = model.map.get().boxes();
        return box.overwrites() >= 0 && box.overwrites() < boxes.size()
                ? boxes.get(box.overwrites()).name()
                : "";
    }

    private void follow(int id) {
        following = true;
        MemoryMap.Box box = id >= 0 && id < model.map.get().boxes().size()
                ? model.map.get().boxes().get(id)
                : null;
        if (box == null) {
            getSelectionModel().clearSelection();
        } else if (!box.equals(getSelectionModel().getSelectedItem())) {
            getSelectionModel().select(box);
            scrollTo(Math.max(0, getSelectionModel().getSelectedIndex() - 2));
        }
        following = false;
    }

    private void choose(MemoryMap.@Nullable Box box) {
        if (!following) {
            model.selected.set(box == null ? -1 : box.id());
        }
    }

    /// A row that is marked while its buffer is under the pointer in the timeline.
    private static final class Row extends TableRow<MemoryMap.Box> {
        private static final javafx.css.PseudoClass HOVERED = javafx.css.PseudoClass.getPseudoClass("pointed");

        Row(MemoryModel model) {
            itemProperty().subscribe(() -> mark(model));
            model.hovered.subscribe(() -> mark(model));
        }

        private void mark(MemoryModel model) {
            MemoryMap.Box box = getItem();
            pseudoClassStateChanged(HOVERED, box != null && box.id() == model.hovered.get());
        }
    }
}
