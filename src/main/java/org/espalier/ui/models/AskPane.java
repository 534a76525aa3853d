package org.espalier.ui.models;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// A picture, a question, and the answer as it comes.
final class AskPane extends VBox {

    private static final List<String> PICTURES = List.of(".png", ".jpg", ".jpeg");
    private static final double PICTURE = 128;
    private static final double LEAST = 72;

    /// The heading and the room around picture and heading.
    private static final double ABOVE = 68;

    private final ModelsModel model;
    private final ImageView image = new ImageView();

    AskPane(ModelsModel model, Runnable ask, Runnable stop) {
        this.model = model;
        getStyleClass().add("panel");
        setMinHeight(150);
        image.setFitWidth(PICTURE);
        image.setPreserveRatio(true);
        Button drop = new Button(Words.of("models.ask.drop"));
        drop.setId("models.ask.picture");
        drop.setContentDisplay(javafx.scene.control.ContentDisplay.TOP);
        drop.setMinWidth(PICTURE + 12);
        drop.setWrapText(true);
        drop.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        drop.getStyleClass().add("drop");
        drop.setAccessibleText(Words.of("models.ask.picture"));
        drop.setOnAction(_ -> choose());
        acceptPictures(drop);
        heightProperty().subscribe(height -> {
            double room = Math.clamp(height.doubleValue() - ABOVE, LEAST, PICTURE);
            image.setFitHeight(room);
            drop.setMinHeight(room + 12);
            drop.setMaxHeight(room + 12);
        });
        model.picture.subscribe(path -> {
            image.setImage(
                    path == null
                            ? null
                            : new Image(path.toUri().toString(), 2 * PICTURE, 2 * PICTURE, true, true, true));
            // Without a picture its place would push the words out.
            drop.setGraphic(path == null ? null : image);
            drop.setText(path == null ? Words.of("models.ask.drop") : null);
        });

        TextField question = new TextField();
        question.setId("models.ask.question");
        question.setPromptText(Words.of("models.ask.question"));
        question.textProperty().bindBidirectional(model.question);
        question.setOnAction(_ -> ask.run());
        HBox.setHgrow(question, Priority.ALWAYS);
        Button go = Parts.primary("models.ask.go", "mdi2s-send-outline", ask);
        Button halt = Parts.button("models.ask.stop", stop);
        model.asking.subscribe(asking -> {
            Parts.visible(go, !asking);
            Parts.visible(halt, asking);
        });
        Label answer = Parts.paragraph("", "answer");
        answer.setId("models.ask.answer");
        answer.textProperty().bind(model.answer);
        Label speed = Parts.paragraph("", "caption");
        speed.textProperty().bind(model.speed);
        VBox words = new VBox(8, Parts.row(8, question, go, halt), answer, speed);
        HBox.setHgrow(words, Priority.ALWAYS);
        getChildren().addAll(Parts.label(Words.of("models.ask"), "section"), new HBox(12, drop, words));
    }

    private void choose() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Words.of("models.ask.picture"));
        chooser.getExtensionFilters()
                .add(new FileChooser.ExtensionFilter(Words.of("models.ask.pictures"), "*.png", "*.jpg", "*.jpeg"));
        take(chooser.showOpenDialog(getScene().getWindow()));
    }

    private void take(@Nullable File file) {
        if (file != null) {
            Path path = file.toPath();
            model.picture.set(path);
        }
    }

    private void acceptPictures(Button drop) {
        drop.setOnDragOver(event -> {
            // What is no picture may be a project for the window to open.
            if (picture(event) != null) {
                event.acceptTransferModes(TransferMode.COPY, TransferMode.LINK);
                event.consume();
            }
        });
        drop.setOnDragDropped(event -> {
            File dropped = picture(event);
            if (dropped != null) {
                take(dropped);
                event.setDropCompleted(true);
                event.consume();
            }
        });
    }

    private static @Nullable File picture(DragEvent event) {
        List<File> files =
                event.getDragboard().hasFiles() ? event.getDragboard().getFiles() : List.of();
        return files.stream()
                .filter(file -> PICTURES.stream()
                        .anyMatch(end -> file.getName().toLowerCase(Locale.ROOT).endsWith(end)))
                .findFirst()
                .orElse(null);
    }
}
