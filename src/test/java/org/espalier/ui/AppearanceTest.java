package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;
import javafx.scene.control.TabPane;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// Every page and every tab of it in all three themes: each word can be read on the ground it is drawn on, and
/// everything that takes keys has a name.
class AppearanceTest extends SharedHome {

    private final Set<String> faint = new TreeSet<>();

    @Test
    void wordsOfAModelsPagesAreReadableInEveryTheme() {
        open(home.resolve("projects/prune-llava"));
        walk(List.of(PageId.HOME, PageId.MODELS, PageId.PRUNE, PageId.SETTINGS));
    }

    @Test
    void wordsOfADevicesPagesAreReadableInEveryTheme() {
        open(home.resolve("projects/vit-on-stm32"));
        walk(List.of(PageId.SEARCH, PageId.MEMORY, PageId.FIRMWARE, PageId.BOARDS, PageId.RUNS));
    }

    @Test
    void wordsOfPagesWithNothingOpenAreReadableInEveryTheme() {
        walk(List.of(PageId.values()));
    }

    private void walk(List<PageId> pages) {
        for (PageId page : pages) {
            go(page);
            look(page.word());
            for (TabPane tabs :
                    List.copyOf(lookup((Node n) -> n instanceof TabPane).<TabPane>queryAll())) {
                for (int i = 1; i < tabs.getTabs().size(); i++) {
                    int at = i;
                    interact(() -> tabs.getSelectionModel().select(at));
                    settle();
                    look(page.word() + ", " + tabs.getTabs().get(at).getText());
                }
            }
        }
        assertEquals("", String.join("\n", faint));
    }

    private void look(String place) {
        interact(() -> Contrast.inEveryTheme(session, scene()).forEach(words -> faint.add(place + ": " + words)));
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()), place);
    }
}
