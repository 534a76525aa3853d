package org.espalier.ui.models;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.Splits;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Words;

/// Layout of the Models page: the tree at the left, one tensor and the questions at the right.
final class ModelsView extends StackPane {

    /// What the page can be asked to do.
    interface Actions {
        /// Lets the user choose another model.
        void choose();

        /// Counts the zeros of every tensor.
        void countZeros();

        /// Counts every magnitude of the model.
        void countMagnitudes();

        /// Lets the user choose a model to compare this one with.
        void compare();

        /// Ends the comparison.
        void endComparing();

        /// Asks the model.
        void ask();

        /// Stops the answer.
        void stop();

        /// Goes where a project can be opened.
        void home();
    }

    private final PageFrame frame;

    ModelsView(ModelsModel model, Preferences preferences, Actions actions) {
        Button zeros = Parts.button("models.count", actions::countZeros);
        model.zerosPending.subscribe(pending -> Parts.visible(zeros, pending));
        Button other = Parts.button("models.open", actions::choose);
        other.setGraphic(Parts.icon("mdi2f-folder-open-outline"));
        Button compare = Parts.button("models.compare", actions::compare);
        compare.setGraphic(Parts.icon("mdi2c-compare-horizontal"));
        compare.disableProperty().bind(model.hasModel.not());
        frame = new PageFrame(Words.of("page.models"), zeros, compare, other);
        frame.subject().textProperty().bind(model.subject);

        TensorTable table = new TensorTable(model);
        VBox left = new VBox(table);
        left.getStyleClass().addAll("panel", "flush");
        VBox.setVgrow(table, Priority.ALWAYS);
        TensorPane tensor = new TensorPane(model, preferences, actions::countMagnitudes);
        AskPane ask = new AskPane(model, actions::ask, actions::stop);
        ComparePane comparison = new ComparePane(model, preferences, actions::endComparing);
        SplitPane right = Splits.vertical(preferences, "models.right", 0.68, tensor, ask);
        Runnable arrange = () -> {
            Node first = model.comparison.get() == null ? tensor : comparison;
            right.getItems().setAll(model.answers.get() ? List.of(first, ask) : List.of(first));
            right.setDividerPositions(preferences.layout("models.right", 0.68));
        };
        model.answers.subscribe(arrange);
        model.comparison.subscribe((before, now) -> {
            if ((before == null) != (now == null)) {
                arrange.run();
            }
        });
        arrange.run();
        Node body = Splits.horizontal(preferences, "models", 0.56, left, right);
        Node empty = new Empty(
                "mdi2f-file-tree-outline",
                Words.of("models.empty"),
                Parts.row(
                        8,
                        Parts.button("models.empty.home", actions::home),
                        Parts.button("models.empty.open", actions::choose)));
        model.hasModel.subscribe(has -> {
            Parts.visible(body, has);
            Parts.visible(empty, !has);
        });
        frame.setBody(new StackPane(body, empty));
        getChildren().add(frame);
    }

    PageFrame frame() {
        return frame;
    }
}
