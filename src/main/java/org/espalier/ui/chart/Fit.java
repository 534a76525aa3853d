package org.espalier.ui.chart;

import javafx.scene.text.Font;
import javafx.scene.text.Text;

/// Text cut to a width.
final class Fit {

    private static final Text RULER = new Text();

    private Fit() {}

    /// The text, or as much of its start as fits with an ellipsis; empty where not even three letters would.
    static String text(String text, Font font, double width) {
        if (width(text, font) <= width) {
            return text;
        }
        int low = 0;
        int high = text.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (width(text.substring(0, middle) + "…", font) <= width) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low < 3 ? "" : text.substring(0, low).strip() + "…";
    }

    static double width(String text, Font font) {
        RULER.setFont(font);
        RULER.setText(text);
        return RULER.getLayoutBounds().getWidth();
    }
}
