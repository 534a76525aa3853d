package org.espalier.ui.boards;

import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.text.Words;

/// The confusion matrix: rows are what a picture is, columns what the board took it for; a cell leads to its pictures.
final class ConfusionPane extends StackPane {

    private static final int MOST_PICTURES = 24;
    private static final double PICTURE = 72;
    private static final int SHADES = 4;

    private final BoardsModel model;
    private final GridPane grid = new GridPane(2, 2);
    private final Label title = Parts.label("", "section");
    private final FlowPane pictures = new FlowPane(6, 6);
    private final HBox body;
    private final Label none = Parts.paragraph(Words.of("boards.confusion.none"), "muted");

    ConfusionPane(BoardsModel model) {
        this.model = model;
        setId("boards.confusion");
        ScrollPane matrix = scroll(new VBox(6, Parts.label(Words.of("boards.confusion.axes"), "caption"), grid));
        matrix.setMinWidth(200);
        ScrollPane shown = scroll(pictures);
        shown.setFitToWidth(true);
        VBox.setVgrow(shown, Priority.ALWAYS);
        VBox right = new VBox(8, title, shown);
        right.setMinWidth(160);
        HBox.setHgrow(right, Priority.ALWAYS);
        body = new HBox(16, matrix, right);
        body.setPadding(new javafx.geometry.Insets(8, 0, 0, 0));
        getChildren().addAll(body, none);
        model.confusion.subscribe(this::fill);
    }

    private static ScrollPane scroll(Node content) {
        ScrollPane scroll = new ScrollArea(content);
        scroll.getStyleClass().add("page-scroll");
        return scroll;
    }

    private void fill(Confusion now) {
        Parts.visible(body, !now.pictures().isEmpty());
        Parts.visible(none, now.pictures().isEmpty());
        grid.getChildren().clear();
        title.setText(Words.of("boards.confusion.choose"));
        pictures.getChildren().clear();
        List<String> classes = now.classes();
        for (int i = 0; i < classes.size(); i++) {
            String is = classes.get(i);
            Label row = Parts.label(is, "caption");
            row.setMinWidth(USE_PREF_SIZE);
            grid.add(row, 0, i + 1);
            Label column = Parts.label(is.substring(0, Math.min(5, is.length())), "caption");
            column.setTooltip(new Tooltip(is));
            GridPane.setHalignment(column, HPos.CENTER);
            grid.add(column, i + 1, 0);
            for (int j = 0; j < classes.size(); j++) {
                grid.add(cell(now, is, classes.get(j)), j + 1, i + 1);
            }
        }
        model.confusion.get().pictures().stream()
                .filter(p -> !p.is().equals(p.answer()))
                .findFirst()
                .ifPresent(p -> show(now, p.is(), p.answer()));
    }

    private Node cell(Confusion now, String is, String answer) {
        int count = now.at(is, answer).size();
        if (count == 0) {
            Label empty = Parts.label("", "matrix-cell");
            empty.getStyleClass().add(is.equals(answer) ? "right-cell" : "empty-cell");
            return empty;
        }
        Button button = new Button(Integer.toString(count));
        int shade = (int) Math.ceil((double) SHADES * count / Math.max(1, now.of(is)));
        button.getStyleClass().addAll("matrix-cell", "shade-" + shade);
        if (is.equals(answer)) {
            button.getStyleClass().add("right-cell");
        }
        String words = Words.of("boards.confusion.cell", count, is, answer);
        button.setAccessibleText(words);
        button.setTooltip(new Tooltip(words));
        button.setOnAction(_ -> show(now, is, answer));
        return button;
    }

    private void show(Confusion now, String is, String answer) {
        List<Confusion.Picture> chosen = now.at(is, answer);
        title.setText(Words.of("boards.confusion.cell", chosen.size(), is, answer));
        pictures.getChildren()
                .setAll(chosen.stream()
                        .limit(MOST_PICTURES)
                        .map(p -> {
                            ImageView view = new ImageView(
                                    new Image(p.file().toUri().toString(), 2 * PICTURE, 2 * PICTURE, true, true, true));
                            view.setFitHeight(PICTURE);
                            view.setPreserveRatio(true);
                            view.setAccessibleText(String.valueOf(p.file().getFileName()));
                            return view;
                        })
                        .toList());
    }
}
