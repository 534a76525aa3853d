package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.MemoryMap;
import org.espalier.ui.chart.MemoryTimeline;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Memory page with the sample network: techniques that plan anew, two plans side by side, flash as areas.
class MemoryPageTest extends FreshHome {

    private void visit() {
        open(home.resolve("projects/vit-on-stm32"));
        go(PageId.MEMORY);
    }

    private MemoryTimeline timeline() {
        return byId("memory.timeline", MemoryTimeline.class);
    }

    private MemoryMap map() {
        return timeline().mapProperty().get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"integration", "decomposition", "overwriting"})
    void aTechniqueSwitchedOffPlansAnewAndTheOldPlanStaysAsAnOutline(String technique) {
        visit();
        MemoryMap all = map();
        press("memory." + technique);
        settle();
        MemoryMap without = map();
        assertFalse(all.boxes().equals(without.boxes()), "another plan");
        assertTrue(without.arena() >= all.arena(), "a technique never costs memory");
        assertEquals(all, timeline().ghostProperty().get());
        assertEquals(
                without.arena() + without.beside(),
                Objects.requireNonNull(session.budgetProperty().get()).sram(),
                "the strip above follows");
        picture("memory-without-" + technique);
        press("memory." + technique);
        settle();
        assertEquals(all.boxes(), map().boxes());
    }

    @Test
    void twoPlansStandSideBySideOnOneScale() {
        visit();
        long kept = map().arena();
        press("memory.keep");
        press("memory.integration");
        settle();
        MemoryTimeline left = byId("memory.kept", MemoryTimeline.class);
        MemoryTimeline right = timeline();
        assertEquals(kept, left.mapProperty().get().arena());
        assertTrue(right.mapProperty().get().arena() > kept);
        assertEquals(right.mapProperty().get().arena(), left.besideProperty().get(), "as high as the larger one");
        assertEquals(
                left.localToScene(0, 0).getY(), right.localToScene(0, 0).getY(), 0.5, "their tops are on one line");
        assertEquals(left.getHeight(), right.getHeight(), 0.5);
        assertTrue(says("All techniques: arena "));
        assertTrue(says("Without integration: arena "));
        picture("memory-two-plans");

        interact(() -> session.choose("virtual:nucleo-h743zi"));
        settle();
        assertTrue(
                left.isVisible() && says("All techniques: arena "), "what is kept stays when another board is chosen");
        press("memory.keep");
        assertFalse(says("All techniques: arena "));
    }

    @Test
    void thePointerOnABufferMarksItsRow() {
        visit();
        MemoryTimeline timeline = timeline();
        interact(() -> byId("memory.buffers", TableView.class).scrollTo(0));
        double found = -1;
        for (double x = 80; x < timeline.getWidth() && found < 0; x += 20) {
            moveTo(timeline.localToScreen(x, timeline.getHeight() - 60));
            settle();
            int hovered = timeline.hoveredProperty().get();
            if (hovered >= 0 && hovered < 6) {
                found = x;
                assertTrue(
                        lookup((Node n) -> n instanceof TableRow<?> row
                                        && row.getItem() instanceof MemoryMap.Box box
                                        && box.id() == hovered
                                        && row.getPseudoClassStates().contains(PseudoClass.getPseudoClass("pointed")))
                                .tryQuery()
                                .isPresent(),
                        "the row of buffer " + hovered);
            }
        }
        assertTrue(found > 0, "some buffer is under the pointer");
        picture("memory-pointed");
    }

    @Test
    void flashIsDrawnAsAreasThatAddUpToThePlansFlash() {
        visit();
        tab("Areas");
        DrawnBox areas = byId("memory.flash.map", DrawnBox.class);
        assertTrue(areas.drawingProperty().get().size() > 10, "an area for each layer");
        select(areas, 0);
        picture("memory-areas");
        assertTrue(byId("header.page", Label.class).isVisible());
    }
}
