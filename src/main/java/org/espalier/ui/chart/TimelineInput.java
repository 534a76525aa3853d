package org.espalier.ui.chart;

import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;

/// What mouse, wheel and keys do to a memory timeline: the buffer under the pointer comes forward; the wheel zooms at
/// the pointer (with Ctrl also in height, with Shift it moves); a drag moves; W and S zoom, A and D and the arrows
/// move, F or a double click fits, `,` and `.` select the neighbour, Esc clears the selection.
final class TimelineInput {

    private static final double ZOOM = 1.25;
    private static final double MOVE = 80;
    private static final double STILL = 4;

    private final MemoryTimeline timeline;
    private double pressX;
    private double pressY;
    private boolean dragged;

    private TimelineInput(MemoryTimeline timeline) {
        this.timeline = timeline;
    }

    /// Makes `timeline` follow mouse, wheel and keys from now on.
    static void of(MemoryTimeline timeline) {
        TimelineInput input = new TimelineInput(timeline);
        timeline.setOnMousePressed(input::press);
        timeline.setOnMouseDragged(input::drag);
        timeline.setOnMouseReleased(input::release);
        timeline.setOnMouseMoved(event -> timeline.point(input.hit(event)));
        timeline.setOnMouseExited(_ -> timeline.point(-1));
        timeline.setOnScroll(input::scroll);
        timeline.setOnKeyPressed(input::key);
    }

    private void press(MouseEvent event) {
        timeline.requestFocus();
        pressX = event.getX();
        pressY = event.getY();
        dragged = false;
    }

    private void drag(MouseEvent event) {
        double dx = event.getX() - pressX;
        double dy = event.getY() - pressY;
        if (dragged || Math.hypot(dx, dy) > STILL) {
            dragged = true;
            timeline.move(-dx, dy);
            pressX = event.getX();
            pressY = event.getY();
        }
    }

    private void release(MouseEvent event) {
        if (dragged || event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        if (event.getClickCount() == 2) {
            timeline.fit();
        } else {
            timeline.selectedProperty().set(hit(event));
        }
    }

    /// The buffer under the pointer; -1 for none.
    private int hit(MouseEvent event) {
        Viewport view = timeline.view();
        double px = event.getX();
        double py = event.getY();
        return view.holds(px, py) ? timeline.mapProperty().get().at(view.x(px), view.y(py)) : -1;
    }

    private void scroll(ScrollEvent event) {
        double amount = event.getDeltaY() + event.getDeltaX();
        if (amount == 0) {
            return;
        }
        if (event.isShiftDown()) {
            timeline.move(-amount, 0);
        } else {
            double factor = amount > 0 ? ZOOM : 1 / ZOOM;
            timeline.zoomAt(event.getX(), event.getY(), factor, event.isControlDown() ? factor : 1);
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        switch (event.getCode()) {
            case W -> timeline.zoom(ZOOM);
            case S -> timeline.zoom(1 / ZOOM);
            case A, LEFT -> timeline.move(-MOVE, 0);
            case D, RIGHT -> timeline.move(MOVE, 0);
            case UP -> timeline.move(0, MOVE);
            case DOWN -> timeline.move(0, -MOVE);
            case F -> timeline.fit();
            case ESCAPE -> timeline.selectedProperty().set(-1);
            case COMMA -> neighbour(-1);
            case PERIOD -> neighbour(1);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void neighbour(int step) {
        int n = timeline.mapProperty().get().boxes().size();
        int selected = timeline.selectedProperty().get();
        if (n > 0) {
            timeline.selectedProperty().set(Math.floorMod(selected < 0 && step < 0 ? -1 : selected + step, n));
        }
    }
}
