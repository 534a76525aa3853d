package org.espalier.ui.chart;

import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.IntStream;

/// Something drawn from rows of a table: what is selected in one is selected in the other.
public interface Drawing {

    /// Nothing.
    Drawing NONE = new Drawing() {
        @Override
        public void paint(Graphics2D g, ChartTheme theme, double width, double height, int selected) {
            // There is nothing to draw.
        }

        @Override
        public int hit(double x, double y, double width, double height) {
            return -1;
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public List<String> columns() {
            return List.of();
        }

        @Override
        public List<String> row(int index) {
            return List.of();
        }
    };

    /// Draws it.
    ///
    /// @param selected the row that comes forward; -1 for none
    void paint(Graphics2D g, ChartTheme theme, double width, double height, int selected);

    /// The row drawn at a place; -1 for none.
    int hit(double x, double y, double width, double height);

    /// How many rows there are.
    int size();

    /// Headings of the table.
    List<String> columns();

    /// One of its rows: as many words as there are columns.
    List<String> row(int index);

    /// All of its rows. Made anew at each call.
    default List<List<String>> rows() {
        return IntStream.range(0, size()).mapToObj(this::row).toList();
    }
}
