package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.control.Spinner;
import javax.imageio.ImageIO;
import org.espalier.ui.session.PageId;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;

/// Pictures of every page with both samples at work, in each theme and two sizes. They go to `target/pictures`; with
/// `-Despalier.pictures=assets/pictures` all 54 go there too, small: the light ones at 1280 x 800 by their pages'
/// names,
/// for the README and the guide, the others below `themes`.
class PicturesTest extends SharedHome {

    private static final List<PageId> PRUNE = List.of(PageId.MODELS, PageId.PRUNE, PageId.RUNS);
    private static final List<PageId> DEVICE =
            List.of(PageId.SEARCH, PageId.MEMORY, PageId.FIRMWARE, PageId.BOARDS, PageId.HOME, PageId.SETTINGS);

    /// Letters without coloured fringes: they are for one kind of display and make a picture half as large again.
    private static final String GREY = "data:text/css;base64,"
            + Base64.getEncoder()
                    .encodeToString(".text { -fx-font-smoothing-type: gray; }".getBytes(StandardCharsets.UTF_8));

    private final Set<String> faint = new TreeSet<>();

    @Test
    void everyPageIsDrawnInEachThemeAndTwoSizes() {
        open(home.resolve("projects/prune-llava"));
        press("models.ask.go");
        settle();
        go(PageId.PRUNE);
        number("prune.questions", 200);
        for (int sparsity : List.of(50, 70)) {
            interact(() ->
                    byId("prune.sparsity", javafx.scene.control.Slider.class).setValue(sparsity));
            press("prune.start");
            settle();
        }
        draw(PRUNE);

        open(home.resolve("projects/vit-on-stm32"));
        go(PageId.BOARDS);
        press("boards.flash");
        settle();
        number("boards.samples", 40);
        press("boards.benchmark");
        settle();
        draw(DEVICE);
        assertEquals("", String.join("\n", faint), "words that cannot be read");
    }

    private void number(String id, int value) {
        interact(() -> {
            byId(id, Spinner.class).getEditor().setText(Integer.toString(value));
            byId(id, Spinner.class).commitValue();
        });
    }

    private void draw(List<PageId> pages) {
        // Where no page has anything that shows the mouse.
        moveTo(stage.getX() + 600, stage.getY() + 80);
        String shipped = System.getProperty("espalier.pictures");
        for (boolean small : new boolean[] {false, true}) {
            interact(() -> {
                stage.setWidth(stage.getWidth() - scene().getWidth() + (small ? 1024 : 1280));
                stage.setHeight(stage.getHeight() - scene().getHeight() + (small ? 700 : 800));
            });
            for (Theme theme : Theme.values()) {
                interact(() -> {
                    session.appearance().themeProperty().set(theme);
                    scene().getStylesheets().add(GREY);
                });
                for (PageId page : pages) {
                    go(page);
                    assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()), page.word());
                    String name = theme.name().toLowerCase(Locale.ROOT) + (small ? "-small-" : "-") + page.word();
                    picture("pages/" + name);
                    interact(() -> Contrast.found(scene()).forEach(words -> faint.add(name + ": " + words)));
                    if (shipped != null) {
                        boolean plain = theme == Theme.LIGHT && !small;
                        keep(name, Path.of(shipped, plain ? page.word() + ".png" : "themes/" + name + ".png"));
                    }
                }
            }
        }
    }

    private static void keep(String name, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path drawn = Path.of("target/pictures/pages", name + ".png");
            Files.write(file, SmallPng.of(ImageIO.read(drawn.toFile())));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
