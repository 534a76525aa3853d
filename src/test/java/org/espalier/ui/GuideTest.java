package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// The guide by F1, and the tour of five steps.
class GuideTest extends WindowTest {

    @Test
    void everyPageHasASectionInTheGuideAndThoseThatDrawHaveAPicture() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/site/markdown/guide.md"));
        for (PageId page : PageId.values()) {
            assertTrue(lines.contains("### " + page.title()), "the guide says nothing of " + page.title());
        }
        try (Stream<Path> pictures = Files.list(Path.of("assets/pictures"))) {
            List<String> missing = lines.stream()
                    .filter(line -> line.startsWith("!["))
                    .map(line -> line.replaceFirst(".*\\(\\.\\./\\.\\./\\.\\./(.*)\\)", "$1"))
                    .filter(file -> !Files.isRegularFile(Path.of(file)))
                    .toList();
            assertEquals(List.of(), missing);
            assertTrue(pictures.findAny().isPresent());
        }
    }

    @Test
    void f1OpensTheGuideAtThePageInFrontAndEscapeClosesIt() {
        for (PageId page : PageId.values()) {
            go(page);
            type(KeyCode.F1);
            settle();
            assertTrue(says("Guide: " + page.title()));
            assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
            double place = byId("guide.text", ScrollPane.class).getVvalue();
            assertTrue(place > 0 && place <= 1, "the section is scrolled to");
            picture("guide-" + page.word());
            type(KeyCode.ESCAPE);
            assertFalse(byId("guide", javafx.scene.Node.class).isVisible());
        }
    }

    @Test
    void wordsInTablesAreNotBrokenAtAnySizeOfType() {
        for (int size : new int[] {100, 150}) {
            interact(() -> session.appearance().sizeProperty().set(size));
            type(KeyCode.F1);
            settle();
            List<String> broken = new ArrayList<>();
            interact(() -> lookup(".guide .inset .guide-text, .guide .inset .guide-code")
                    .<Text>queryAll()
                    .forEach(text -> broken.addAll(broken(text))));
            assertEquals(List.of(), broken, size + " %");
            type(KeyCode.ESCAPE);
        }
    }

    /// Words of which a part stands on the next line.
    private static List<String> broken(Text text) {
        List<String> found = new ArrayList<>();
        Matcher words = Pattern.compile("[^\\s\u200b-]+").matcher(text.getText());
        double line = text.getFont().getSize() * 1.6;
        while (words.find()) {
            double height = new javafx.scene.shape.Path(text.rangeShape(words.start(), words.end()))
                    .getLayoutBounds()
                    .getHeight();
            if (height > line) {
                found.add(words.group());
            }
        }
        return found;
    }

    @Test
    void thePictureOfTheArchitectureIsDrawnInTheGuide() {
        type(KeyCode.F1);
        settle();
        interact(() -> lookup((javafx.scene.Node n) ->
                        n instanceof Hyperlink link && link.getText().equals("What the program is made of"))
                .<Hyperlink>query()
                .fire());
        settle();
        for (String name : List.of("workbench", "firmware", "tensor")) {
            assertTrue(
                    lookup((javafx.scene.Node n) -> n instanceof javafx.scene.text.Text text
                                    && text.getText().equals(name))
                            .queryAll()
                            .stream()
                            .anyMatch(n -> n.getParent() instanceof javafx.scene.Group),
                    name + " is a box of the drawing");
        }
        picture("guide-architecture");
    }

    @Test
    void theTourLeadsThroughFivePagesAndEnds() {
        press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P).release(KeyCode.P, KeyCode.SHIFT, KeyCode.CONTROL);
        write("take the tour").type(KeyCode.ENTER);
        settle();
        for (PageId page : List.of(PageId.HOME, PageId.MODELS, PageId.PRUNE, PageId.MEMORY, PageId.SETTINGS)) {
            assertEquals(page, session.pageProperty().get());
            assertEquals(page.title(), byId("header.page", Label.class).getText());
            assertTrue(says("Tour, "));
            picture("tour-" + page.word());
            press("tour.next");
            settle();
        }
        assertEquals("done", session.preferences().get("tour", ""));
        assertFalse(byId("tour", javafx.scene.Node.class).isVisible());
    }

    @Test
    void aWindowWithoutMemoryStartsWithTheTour() {
        var fresh = org.espalier.ui.session.Preferences.inMemory();
        interact(() -> {
            javafx.stage.Stage other = new javafx.stage.Stage();
            var window = org.espalier.ui.shell.Window.on(other, fresh);
            assertTrue(window.shell().view().lookup("#tour").isVisible());
            window.shell().session().tasks().close();
        });
    }
}
