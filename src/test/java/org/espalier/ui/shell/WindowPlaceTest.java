package org.espalier.ui.shell;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;

class WindowPlaceTest {

    private static final Rectangle2D LAPTOP = new Rectangle2D(0, 0, 1440, 900);
    private static final Rectangle2D LEFT = new Rectangle2D(-1920, -100, 1920, 1080);

    @Test
    void aWindowIsPutBackWhereItsUpperEdgeCanBeDragged() {
        assertTrue(WindowPlace.reachable(100, 50, 1280, List.of(LAPTOP)));
        assertTrue(WindowPlace.reachable(-1180, 50, 1280, List.of(LAPTOP)), "a hand's breadth is on the screen");
        assertTrue(WindowPlace.reachable(-1500, -80, 1280, List.of(LAPTOP, LEFT)));
    }

    @Test
    void aPlaceOffEveryScreenIsNone() {
        assertFalse(WindowPlace.reachable(-1500, -80, 1280, List.of(LAPTOP)), "that screen was unplugged");
        assertFalse(WindowPlace.reachable(1400, 50, 1280, List.of(LAPTOP)), "only a corner is left");
        assertFalse(WindowPlace.reachable(100, 890, 1280, List.of(LAPTOP)), "below the lower edge");
        assertFalse(WindowPlace.reachable(100, -30, 1280, List.of(LAPTOP)), "nothing to drag it by");
        assertFalse(WindowPlace.reachable(Double.NaN, Double.NaN, 1280, List.of(LAPTOP)), "never remembered");
    }
}
