package org.espalier.ui.prune;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.OriginTag;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// Before and after, side by side, with what was pruned in between.
final class OutcomePane extends VBox {

    private final PruneModel model;

    OutcomePane(PruneModel model, PruneView.Actions actions) {
        super(8);
        this.model = model;
        getStyleClass().add("panel");
        setId("prune.outcome");
        setMinWidth(220);
        setPrefWidth(260);
        model.outcome.subscribe(outcome -> fill(outcome, actions));
    }

    private void fill(PruneModel.@Nullable Outcome outcome, PruneView.Actions actions) {
        getChildren().setAll(Parts.label(Words.of("prune.outcome"), "section"));
        if (outcome == null) {
            getChildren().add(Parts.paragraph(Words.of("prune.outcome.none"), "muted"));
            return;
        }
        FlowPane sides =
                new FlowPane(32, 4, side("prune.before", outcome.before()), side("prune.after", outcome.after()));
        getChildren().add(sides);
        Double before = outcome.before();
        Double after = outcome.after();
        if (before != null && after != null) {
            getChildren().add(Parts.label(Numbers.points(after - before), "strong"));
        }
        if (outcome.questions() > 0) {
            getChildren().add(Parts.paragraph(Words.of("prune.asked", Numbers.count(outcome.questions())), "muted"));
        }
        getChildren()
                .addAll(
                        Parts.paragraph(outcome.what()),
                        Parts.paragraph(outcome.how(), "muted"),
                        Parts.button("prune.runs", actions::runs));
        if (outcome.out() != null) {
            Button pack = Parts.button("prune.pack", actions::pack);
            pack.setTooltip(new Tooltip(Words.of("prune.pack.tip")));
            pack.disableProperty().bind(model.packing);
            Button compare = Parts.button("prune.compare", actions::compare);
            compare.setMinWidth(0);
            getChildren().addAll(compare, pack);
            if (!outcome.packed().isEmpty()) {
                getChildren().add(Parts.paragraph(outcome.packed(), "muted"));
            }
        }
    }

    private static Node side(String key, @Nullable Double accuracy) {
        Label number = Parts.label(accuracy == null ? "–" : Numbers.percentOf(accuracy), "big-number");
        HBox line = Parts.row(4, number);
        if (accuracy != null) {
            line.getChildren().add(new OriginTag(org.espalier.task.Label.MEASURED));
        }
        VBox side = new VBox(2, Parts.label(Words.of(key), "caption"), line);
        return side;
    }
}
