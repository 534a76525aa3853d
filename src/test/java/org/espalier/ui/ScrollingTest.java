package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What scrolls is drawn where it changed and nowhere else.
class ScrollingTest extends WindowTest {

    @ParameterizedTest
    @EnumSource(PageId.class)
    void noPageIsKeptAsOnePictureThatWhateverMovesInItDrawsAnew(PageId page) {
        go(page);
        Set<Node> viewports = lookup(".scroll-pane > .viewport")
                .match(viewport -> !(viewport.getParent().getParent() instanceof TextArea))
                .queryAll();
        assertFalse(viewports.isEmpty(), "the page itself scrolls");
        assertEquals(Set.of(), viewports.stream().filter(Node::isCache).collect(Collectors.toSet()));
    }

    @Test
    void theGuideIsNotKeptAsAPictureEither() {
        interact(() -> scene().getRoot().requestFocus());
        push(KeyCode.F1);
        settle();
        Set<Node> viewports = lookup(".guide .scroll-pane > .viewport").queryAll();
        assertFalse(viewports.isEmpty(), "the guide scrolls");
        assertEquals(Set.of(), viewports.stream().filter(Node::isCache).collect(Collectors.toSet()));
    }
}
