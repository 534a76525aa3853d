package org.espalier.ui.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.espalier.ui.session.Preferences;

/// Remembers how the user arranged a table's columns: which are shown, in which order, how wide, and sorted by which.
///
/// Written as "run:180:shown step:110:hidden" and "when:descending run:ascending", by the ids of the columns. A column
/// that is new since comes last, one that is gone is passed over.
public final class ColumnMemory<S> {

    private static final String HIDDEN = "hidden";
    private static final String SHOWN = "shown";
    private static final double LEAST = 10;

    private final Preferences preferences;
    private final String columns;
    private final String sorting;
    private final TableView<S> table;

    private ColumnMemory(Preferences preferences, String key, TableView<S> table) {
        this.preferences = preferences;
        this.columns = "columns." + key;
        this.sorting = "sorting." + key;
        this.table = table;
    }

    /// Arranges `table`, every column of which has an id, as it was left, and follows it from now on.
    ///
    /// @param key names the table among those of the window
    public static <S> void of(Preferences preferences, String key, TableView<S> table) {
        ColumnMemory<S> memory = new ColumnMemory<>(preferences, key, table);
        memory.arrange();
        memory.follow();
    }

    private void arrange() {
        Map<String, TableColumn<S, ?>> rest = new LinkedHashMap<>();
        table.getColumns().forEach(column -> rest.put(column.getId(), column));
        List<TableColumn<S, ?>> order = new ArrayList<>();
        List<TableColumn<S, ?>> sorted = new ArrayList<>();
        words(sorting).forEach(words -> {
            TableColumn<S, ?> column = rest.get(words.getFirst());
            if (column != null) {
                boolean up = words.getLast().equals(word(TableColumn.SortType.ASCENDING));
                column.setSortType(up ? TableColumn.SortType.ASCENDING : TableColumn.SortType.DESCENDING);
                sorted.add(column);
            }
        });
        words(columns).forEach(words -> {
            TableColumn<S, ?> column = rest.remove(words.getFirst());
            if (column != null) {
                column.setVisible(!words.getLast().equals(HIDDEN));
                column.setPrefWidth(width(words.get(1), column.getPrefWidth()));
                order.add(column);
            }
        });
        order.addAll(rest.values());
        table.getColumns().setAll(order);
        table.getSortOrder().setAll(sorted);
    }

    private Stream<List<String>> words(String key) {
        return Stream.of(preferences.layout(key, "").split(" ", -1))
                .map(entry -> List.of(entry.split(":", -1)))
                .filter(words -> words.size() > 1);
    }

    private static double width(String word, double otherwise) {
        try {
            return Math.max(LEAST, Double.parseDouble(word));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private void follow() {
        table.getColumns()
                .forEach(column -> Stream.<ObservableValue<?>>of(
                                column.visibleProperty(), column.widthProperty(), column.sortTypeProperty())
                        .forEach(value -> value.addListener((_, _, _) -> remember())));
        table.getColumns().addListener((ListChangeListener<TableColumn<S, ?>>) _ -> remember());
        table.getSortOrder().addListener((ListChangeListener<TableColumn<S, ?>>) _ -> remember());
    }

    private void remember() {
        preferences.putLayout(
                columns,
                table.getColumns().stream()
                        .map(column -> column.getId() + ":" + Math.round(column.getWidth()) + ":"
                                + (column.isVisible() ? SHOWN : HIDDEN))
                        .collect(Collectors.joining(" ")));
        preferences.putLayout(
                sorting,
                table.getSortOrder().stream()
                        .map(column -> column.getId() + ":" + word(column.getSortType()))
                        .collect(Collectors.joining(" ")));
    }

    private static String word(TableColumn.SortType type) {
        return type.name().toLowerCase(java.util.Locale.ROOT);
    }
}
