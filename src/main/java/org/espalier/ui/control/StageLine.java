package org.espalier.ui.control;

import java.util.List;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// Stages of a piece of work in their order: done with its time, running, failed, or still to come.
public final class StageLine extends FlowPane {

    /// How a stage stands.
    public enum State {
        /// Not reached.
        WAITING("mdi2c-circle-outline", "quiet"),
        /// Under way.
        RUNNING("mdi2p-progress-clock", "running"),
        /// Ended well.
        DONE("mdi2c-check-circle-outline", "ok"),
        /// Ended badly.
        FAILED("mdi2a-alert-circle-outline", "missing");

        private final String icon;
        private final String style;

        State(String icon, String style) {
            this.icon = icon;
            this.style = style;
        }
    }

    /// One stage.
    ///
    /// @param seconds it took; negative while unknown
    /// @param detail what is known of it, for its tooltip; may be empty
    public record Item(String name, State state, double seconds, String detail) {}

    private final ObjectProperty<List<Item>> items = new SimpleObjectProperty<>(this, "items", List.of());

    /// A line of nothing.
    public StageLine() {
        super(6, 6);
        setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        items.subscribe(this::fill);
    }

    private void fill(List<Item> now) {
        getChildren().clear();
        for (Item item : now) {
            if (!getChildren().isEmpty()) {
                Region link = new Region();
                link.getStyleClass().add("stage-link");
                getChildren().add(link);
            }
            getChildren().add(stage(item));
        }
    }

    private static Label stage(Item item) {
        String time = item.seconds() < 0
                ? ""
                : "  " + Numbers.duration(java.time.Duration.ofMillis(Math.round(item.seconds() * 1000)));
        Label label = new Label(item.name() + time, Parts.icon(item.state().icon, item.state().style));
        label.getStyleClass().add(item.state() == State.WAITING ? "muted" : "number");
        label.setAccessibleText(
                item.name() + ", " + Words.of("stage." + item.state().name().toLowerCase(Locale.ROOT)) + time);
        if (!item.detail().isEmpty()) {
            label.setTooltip(new javafx.scene.control.Tooltip(item.detail()));
        }
        return label;
    }

    /// The stages.
    public ObjectProperty<List<Item>> itemsProperty() {
        return items;
    }
}
