package org.espalier.ui.memory;

import javafx.beans.property.ObjectProperty;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ShareBar;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// A budget taken apart: a bar to scale, and a list whose sum closes.
final class AccountList extends VBox {

    private final ShareBar bar = new ShareBar();
    private final GridPane rows = new GridPane(8, 3);

    AccountList(String key, ObjectProperty<MemoryModel.Account> account) {
        getStyleClass().addAll("panel", "account-list");
        setId(key);
        setPrefWidth(240);
        getChildren().addAll(Parts.label(Words.of(key), "section"), bar, rows);
        account.subscribe(this::fill);
    }

    private void fill(MemoryModel.Account account) {
        rows.getChildren().clear();
        bar.show(account.parts().stream().map(MemoryModel.Share::bytes).toList(), account.budget());
        int series = 1;
        for (MemoryModel.Share share : account.parts()) {
            row("chart-" + series++, Words.of("memory.account.part", share.name(), share.origin()), share.bytes(), "");
        }
        if (account.budget() > 0) {
            row("", Words.of("memory.why.sum"), account.total(), "strong");
            long free = account.budget() - account.total();
            row(
                    "",
                    Words.of(free >= 0 ? "memory.account.free" : "memory.account.over"),
                    Math.abs(free),
                    free >= 0 ? "muted" : "over-text");
        }
    }

    private void row(String swatch, String text, long bytes, String style) {
        Region box = new Region();
        box.getStyleClass().add("swatch");
        if (!swatch.isEmpty()) {
            box.getStyleClass().add(swatch);
        }
        Label name = Parts.label(text);
        Label number = Parts.label(Numbers.count(bytes), "number");
        if (!style.isEmpty()) {
            name.getStyleClass().add(style);
            number.getStyleClass().add(style);
        }
        number.setMinWidth(Region.USE_PREF_SIZE);
        name.setMinWidth(0);
        GridPane.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        GridPane.setHalignment(number, HPos.RIGHT);
        rows.addRow(rows.getRowCount(), box, name, number);
    }
}
