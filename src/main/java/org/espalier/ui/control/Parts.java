package org.espalier.ui.control;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.espalier.ui.text.Words;
import org.kordamp.ikonli.javafx.FontIcon;

/// The small parts every page is made of, in one style.
public final class Parts {

    private Parts() {}

    /// An icon from the icon font, decorative: what it means must stand beside it or in its control's accessible text.
    public static FontIcon icon(String literal, String... styles) {
        FontIcon icon = new FontIcon(literal);
        icon.getStyleClass().addAll(styles);
        return icon;
    }

    /// A label in the given styles.
    public static Label label(String text, String... styles) {
        Label label = new Label(text);
        label.getStyleClass().addAll(styles);
        return label;
    }

    /// A label that wraps.
    public static Label paragraph(String text, String... styles) {
        Label label = label(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /// A button with words.
    public static Button button(String key, Runnable action, String... styles) {
        Button button = new Button(Words.of(key));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setId(key);
        button.getStyleClass().addAll(styles);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// The page's one primary button.
    public static Button primary(String key, String icon, Runnable action) {
        Button button = button(key, action, atlantafx.base.theme.Styles.ACCENT);
        button.setGraphic(icon(icon));
        return button;
    }

    /// A button with an icon alone: its words are its tooltip and its accessible text.
    public static Button iconButton(String key, String icon, Runnable action) {
        Button button = new Button(null, icon(icon));
        button.setId(key);
        button.getStyleClass().addAll("flat-button", "icon-button");
        button.setAccessibleText(Words.of(key));
        button.setTooltip(new Tooltip(Words.of(key)));
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// Empty space that takes what is left.
    public static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        VBox.setVgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    /// A row, centred vertically.
    public static HBox row(double spacing, Node... nodes) {
        HBox row = new HBox(spacing, nodes);
        row.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        return row;
    }

    /// A bordered panel with a heading.
    public static VBox panel(String headingKey, Node... nodes) {
        VBox panel = new VBox(label(Words.of(headingKey), "section"));
        panel.getStyleClass().add("panel");
        panel.getChildren().addAll(nodes);
        return panel;
    }

    /// A colour sample with its meaning beside it.
    public static HBox legend(String swatch, String text) {
        Region box = new Region();
        box.getStyleClass().addAll("swatch", swatch);
        HBox legend = row(6, box, label(text, "caption"));
        legend.setMinWidth(Region.USE_PREF_SIZE);
        return legend;
    }

    /// Shows a node and gives it space, or neither.
    public static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
