package org.espalier.ui.control;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// A named budget: bar, numbers, origin, and over the limit a word and an icon.
public final class BudgetGauge extends HBox {

    private final BudgetBar bar;
    private final Label numbers = Parts.label("", "number");
    private final OriginTag tag = new OriginTag(org.espalier.task.Label.ESTIMATED);
    private final Label over = Parts.label("", "over-text");
    private final String name;

    /// A gauge called `name`, its bar in `token`'s colour.
    public BudgetGauge(String name, Token token) {
        super(8);
        this.name = name;
        bar = new BudgetBar(token);
        setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        over.setGraphic(Parts.icon("mdi2a-alert"));
        Parts.visible(over, false);
        Label title = Parts.label(name, "strong");
        for (Label label : List.of(title, numbers, over)) {
            label.setMinWidth(USE_PREF_SIZE);
        }
        getChildren().addAll(title, bar, numbers, tag, over);
    }

    /// Shows `used` of `limit` bytes.
    public void set(long used, long limit, org.espalier.task.Label origin) {
        bar.setUsed(limit <= 0 ? 0 : (double) used / limit);
        String text = Words.of("budget.of", Numbers.bytes(used), Numbers.bytes(limit));
        numbers.setText(text);
        tag.set(origin);
        over.setText(Words.of("budget.over", Numbers.bytes(used - limit)));
        Parts.visible(over, used > limit);
        setAccessibleText(name + ": " + text);
    }
}
