package org.espalier.ui.prune;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;

/// The line below the bars: the selected part's ratio to type, its lock, undo, and undo.
final class PolicyBar extends HBox {

    PolicyBar(PruneModel model, PruneView.Actions actions) {
        super(8);
        setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        Label name = Parts.label("", "strong");
        name.textProperty().bind(model.partName);
        name.setMinWidth(0);
        TextField share = new TextField();
        share.setId("prune.part.share");
        share.setPrefWidth(64);
        share.setMinWidth(56);
        share.setAccessibleText(Words.of("prune.part.share"));
        share.setTooltip(new Tooltip(Words.of("prune.part.share")));
        model.partShare.subscribe(share::setText);
        share.setOnAction(_ -> actions.type(share.getText()));
        share.focusedProperty().subscribe(focused -> {
            if (!focused) {
                share.setText(model.partShare.get());
            }
        });
        ToggleButton lock = new ToggleButton(null, Parts.icon("mdi2l-lock-outline"));
        lock.setId("prune.part.lock");
        lock.getStyleClass().addAll("flat-button", "icon-button");
        lock.setAccessibleText(Words.of("prune.part.lock"));
        lock.setTooltip(new Tooltip(Words.of("prune.part.lock")));
        model.partLocked.subscribe(lock::setSelected);
        lock.setOnAction(_ -> {
            lock.setSelected(model.partLocked.get());
            actions.lock(model.part.get());
        });
        Button undo = Parts.iconButton("prune.undo", "mdi2u-undo", actions::undo);
        Button redo = Parts.iconButton("prune.redo", "mdi2r-redo", actions::redo);
        undo.disableProperty().bind(model.undoable.not());
        redo.disableProperty().bind(model.redoable.not());
        model.part.subscribe(part -> {
            boolean none = part.intValue() < 0;
            share.setDisable(none);
            lock.setDisable(none);
        });
        Label unit = Parts.label(Words.of("prune.part.unit"), "muted");
        unit.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(name, share, unit, lock, undo, redo);
        model.editable.subscribe(editable -> Parts.visible(this, editable));
    }
}
