package org.espalier.ui.home;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.session.Places;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectKind;

/// Layout of Home: the two jobs, recent projects, this machine.
final class HomeView extends StackPane {

    private static final double PICTURE = 72;

    private final HomeModel model;
    private final Consumer<Path> open;
    private final Consumer<HomeModel.Recent> resume;
    private final PageFrame frame;
    private final HBox cards = new HBox(16);
    private final VBox recent = new VBox(4);

    HomeView(HomeModel model, Consumer<Path> open, Consumer<HomeModel.Recent> resume, Runnable choose, Node machine) {
        this.model = model;
        this.open = open;
        this.resume = resume;
        Button folder = Parts.button("home.choose", choose);
        folder.setGraphic(Parts.icon("mdi2f-folder-open-outline"));
        frame = new PageFrame(Words.of("home.title"), folder);
        model.samples.addListener((ListChangeListener<HomeModel.Sample>) _ -> fillCards());
        model.recent.addListener((ListChangeListener<HomeModel.Recent>) _ -> fillRecent());
        model.loaded.subscribe(this::fillCards);
        model.loaded.subscribe(this::fillRecent);
        recent.setId("home.recent.list");
        VBox recentPanel = Parts.panel("home.recent", recent);
        HBox.setHgrow(recentPanel, Priority.ALWAYS);
        recentPanel.setMinWidth(0);
        recentPanel.setPrefWidth(440);
        HBox lower = new HBox(16, recentPanel, machine);
        HBox.setHgrow(lower.getChildren().getLast(), Priority.ALWAYS);
        VBox.setVgrow(lower, Priority.ALWAYS);
        VBox body = new VBox(16, cards, lower);
        ScrollPane scroll = new ScrollArea(body);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.getStyleClass().add("page-scroll");
        frame.setBody(scroll);
        getChildren().add(frame);
    }

    PageFrame frame() {
        return frame;
    }

    private void fillCards() {
        cards.getChildren().setAll(model.samples.stream().map(this::card).toList());
        if (model.loaded.get() && model.samples.isEmpty()) {
            cards.getChildren().add(Parts.paragraph(Words.of("home.samples.none"), "muted"));
        }
    }

    private Node card(HomeModel.Sample sample) {
        Project project = sample.project();
        boolean prune = project.file().kind() == ProjectKind.PRUNE;
        String key = prune ? "home.card.prune" : "home.card.device";
        Button button =
                Parts.button(key + ".open", () -> open.accept(project.folder()), atlantafx.base.theme.Styles.ACCENT);
        button.setAccessibleText(Words.of("home.card.open", project.file().name()));
        VBox card = new VBox(
                Parts.row(
                        8,
                        Parts.icon(prune ? "mdi2c-content-cut" : "mdi2d-developer-board"),
                        Parts.label(Words.of(key), "page-title")),
                Parts.paragraph(Words.of(key + ".text")),
                pictures(sample.pictures()),
                Parts.label(project.file().name(), "strong"),
                Parts.paragraph(project.file().description(), "muted"),
                missing(project),
                Parts.spacer(),
                button);
        card.getStyleClass().add("card");
        card.setMinWidth(0);
        card.setPrefWidth(400);
        HBox.setHgrow(card, Priority.ALWAYS);
        return card;
    }

    private static Node missing(Project project) {
        List<String> missing = project.missing();
        Node text = Parts.paragraph(
                Words.of("home.missing", String.join("; ", missing).replace(Installation.root() + "/", "")),
                "over-text");
        Parts.visible(text, !missing.isEmpty());
        return text;
    }

    private static Node pictures(List<Image> images) {
        HBox row = new HBox(8);
        row.setPadding(new javafx.geometry.Insets(4, 0, 4, 0));
        for (Image image : images) {
            ImageView picture = new ImageView(image);
            picture.setFitHeight(PICTURE);
            picture.setPreserveRatio(true);
            row.getChildren().add(picture);
        }
        Parts.visible(row, !images.isEmpty());
        return row;
    }

    private void fillRecent() {
        recent.getChildren().setAll(model.recent.stream().map(this::recentRow).toList());
        if (model.recent.isEmpty()) {
            recent.getChildren().add(Parts.paragraph(Words.of("home.recent.none"), "muted"));
        }
    }

    private Node recentRow(HomeModel.Recent project) {
        boolean there = !project.name().isEmpty();
        Hyperlink link = new Hyperlink(
                there ? project.name() : String.valueOf(project.folder().getFileName()));
        link.setDisable(!there);
        link.setOnAction(_ -> open.accept(project.folder()));
        Label place = Parts.label(
                there ? Places.of(project.folder()) : Words.of("home.recent.gone", project.folder()), "muted");
        place.setMinWidth(0);
        HBox row = Parts.row(8, link, place);
        if (project.unfinished() != null) {
            Hyperlink interrupted = new Hyperlink(
                    Words.of("home.recent.unfinished", project.unfinished().getFileName()));
            interrupted.setOnAction(_ -> resume.accept(project));
            row.getChildren().addAll(Parts.icon("mdi2p-pause-circle-outline", "missing"), interrupted);
        }
        return row;
    }
}
