package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Spinner;
import org.espalier.ui.session.PageId;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;

/// Pictures of every page with both samples at work, in each theme and two sizes. They go to `target/pictures`; with
/// `-Despalier.pictures=assets/pictures` the light ones at 1280 x 800 go there too, for the README and the guide.
class PicturesTest extends SharedHome {

    private static final List<PageId> PRUNE = List.of(PageId.MODELS, PageId.PRUNE, PageId.RUNS);
    private static final List<PageId> DEVICE =
            List.of(PageId.SEARCH, PageId.MEMORY, PageId.FIRMWARE, PageId.BOARDS, PageId.HOME, PageId.SETTINGS);

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
    }

    private void number(String id, int value) {
        interact(() -> {
            byId(id, Spinner.class).getEditor().setText(Integer.toString(value));
            byId(id, Spinner.class).commitValue();
        });
    }

    private void draw(List<PageId> pages) {
        moveTo(scene().getRoot());
        String shipped = System.getProperty("espalier.pictures");
        for (boolean small : new boolean[] {false, true}) {
            interact(() -> {
                stage.setWidth(stage.getWidth() - scene().getWidth() + (small ? 1024 : 1280));
                stage.setHeight(stage.getHeight() - scene().getHeight() + (small ? 700 : 800));
            });
            for (Theme theme : Theme.values()) {
                interact(() -> session.appearance().themeProperty().set(theme));
                for (PageId page : pages) {
                    go(page);
                    assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()), page.word());
                    String name = page.word();
                    picture("pages/" + theme.name().toLowerCase(Locale.ROOT) + (small ? "-small-" : "-") + name);
                    if (shipped != null && !small && theme == Theme.LIGHT) {
                        picture(Path.of(shipped, name + ".png"));
                    }
                }
            }
        }
    }
}
