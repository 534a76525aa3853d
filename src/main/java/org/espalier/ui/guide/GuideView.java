package org.espalier.ui.guide;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.task.Tasks;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// The guide at the right of the window, over the page; the page can be used while it is open. Escape closes it.
public final class GuideView extends VBox {

    /// Its width in sizes of type.
    private static final double WIDTH = 37;

    /// The share of the window it covers at most.
    private static final double MOST = 0.8;

    private static final String FIRST = "guide";

    private final Tasks tasks;
    private final Label title = Parts.label(Words.of("guide.title"), "section");
    private final VBox text = new VBox(8);
    private final ScrollPane scroll = new ScrollArea(text);
    private List<GuideBlocks.Block> blocks = List.of();
    private String shown = "";
    private @Nullable Node focusBefore;

    /// A closed guide; pages are read in the background.
    public GuideView(Tasks tasks) {
        this.tasks = tasks;
        setId("guide");
        getStyleClass().add("guide");
        text.setPadding(new javafx.geometry.Insets(0, 16, 24, 0));
        scroll.setId("guide.text");
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(true);
        scroll.getStyleClass().add("page-scroll");
        scroll.setAccessibleText(Words.of("guide.title"));
        VBox.setVgrow(scroll, Priority.ALWAYS);
        HBox head = Parts.row(
                8,
                title,
                Parts.spacer(),
                Parts.button("guide.first", () -> open("")),
                Parts.iconButton("guide.close", "mdi2c-close", this::close));
        getChildren().addAll(head, scroll);
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                close();
                event.consume();
            }
        });
        Parts.visible(this, false);
    }

    /// Opens the guide at the section of that heading; at its start if there is none.
    public void open(String heading) {
        if (!isVisible() && getScene() != null) {
            focusBefore = getScene().getFocusOwner();
        }
        Parts.visible(this, true);
        scroll.requestFocus();
        show(FIRST, heading);
    }

    private void show(String page, String heading) {
        applyCss();
        double width =
                Math.min(WIDTH * title.getFont().getSize(), MOST * getScene().getWidth());
        if (page.equals(shown) && width == getPrefWidth()) {
            scrollTo(heading);
            return;
        }
        setMaxWidth(width);
        setPrefWidth(width);
        tasks.load(Words.of("guide.reading"), _ -> GuideText.read(page))
                .done(parsed -> {
                    shown = page;
                    blocks = new GuideBlocks(this::follow, width, title.getFont()).of(parsed);
                    text.getChildren()
                            .setAll(blocks.stream().map(GuideBlocks.Block::node).toList());
                    scrollTo(heading);
                })
                .failed(error -> text.getChildren()
                        .setAll(Parts.paragraph(error.getMessage()), Parts.paragraph(error.remedy(), "muted")));
    }

    /// A link to another page of the guide opens it here; any other address is only shown.
    private void follow(String target) {
        if (target.startsWith("#")) {
            blocks.stream()
                    .map(GuideBlocks.Block::heading)
                    .filter(heading -> target.equals("#" + slug(heading)))
                    .findFirst()
                    .ifPresent(this::scrollTo);
            return;
        }
        String page = target.replaceFirst("\\.(html|md)(#.*)?$", "");
        if (page.matches("[a-z0-9-]+")) {
            show(page, "");
        } else {
            title.setText(target);
        }
    }

    /// A heading as links name it: "Reading the memory timeline" is "reading-the-memory-timeline".
    private static String slug(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private void scrollTo(String heading) {
        Optional<Node> found = blocks.stream()
                .filter(block -> !heading.isEmpty() && block.heading().equals(heading))
                .map(GuideBlocks.Block::node)
                .findFirst();
        applyCss();
        layout();
        double room = text.getHeight() - scroll.getViewportBounds().getHeight();
        scroll.setVvalue(
                found.isEmpty() || room <= 0
                        ? 0
                        : Math.min(1, found.get().getBoundsInParent().getMinY() / room));
        title.setText(heading.isEmpty() ? Words.of("guide.title") : Words.of("guide.title.at", heading));
    }

    /// Closes it; the focus goes back to where it was.
    public void close() {
        Parts.visible(this, false);
        if (focusBefore != null) {
            focusBefore.requestFocus();
            focusBefore = null;
        }
    }
}
