package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javafx.geometry.VerticalDirection;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.espalier.ui.theme.Appearance;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;
import org.testfx.framework.junit5.ApplicationTest;
import org.testfx.util.WaitForAsyncUtils;

/// The memory timeline under mouse, wheel and keys.
@SuppressWarnings("NullAway.Init")
class MemoryTimelineTest extends ApplicationTest {

    private static final int STEPS = 8;
    private static final long KIB = 1024;

    private MemoryTimeline timeline;

    @Override
    public void start(Stage stage) {
        timeline = new MemoryTimeline();
        Scene scene = new Scene(new StackPane(timeline), 1000, 400);
        Appearance appearance = new Appearance();
        appearance.themeProperty().set(Theme.LIGHT);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.setX(0);
        stage.setY(0);
        stage.show();
        timeline.mapProperty()
                .set(new MemoryMap(
                        List.of(
                                new MemoryMap.Box(0, "picture", MemoryMap.Kind.INPUT, 0, 20 * KIB, 0, 0, -1),
                                new MemoryMap.Box(1, "tokens", MemoryMap.Kind.RESIDUAL, 0, 20 * KIB, 0, 4, 0),
                                new MemoryMap.Box(2, "qkv", MemoryMap.Kind.ACTIVATION, 20 * KIB, 30 * KIB, 1, 3, -1),
                                new MemoryMap.Box(3, "tokens 1", MemoryMap.Kind.RESIDUAL, 0, 20 * KIB, 4, 7, 1)),
                        List.of(
                                "patch",
                                "block 0 norm",
                                "block 0 qkv",
                                "block 0 proj",
                                "block 1 norm",
                                "block 1 qkv",
                                "block 1 proj",
                                "head"),
                        50 * KIB,
                        4 * KIB,
                        64 * KIB,
                        1));
    }

    private Viewport view() {
        WaitForAsyncUtils.waitForFxEvents();
        return timeline.view();
    }

    private static double span(Viewport view) {
        return view.x1() - view.x0();
    }

    private void key(KeyCode code) {
        press(code).release(code);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void keysZoomMoveAndFit() {
        clickOn(timeline);
        Viewport whole = view();
        assertEquals(0, whole.x0());
        assertEquals(STEPS, whole.x1());
        key(KeyCode.W);
        key(KeyCode.W);
        Viewport near = view();
        assertEquals(STEPS / 1.25 / 1.25, span(near), 1e-9, "W shows more detail");
        assertEquals(STEPS / 2.0, (near.x0() + near.x1()) / 2, 1e-9, "at the middle");
        key(KeyCode.D);
        assertTrue(view().x0() > near.x0(), "D moves right");
        assertEquals(span(near), span(view()), 1e-9);
        key(KeyCode.A);
        assertEquals(near.x0(), view().x0(), 1e-9, "A moves back");
        key(KeyCode.S);
        assertEquals(STEPS / 1.25, span(view()), 1e-9, "S shows less detail");
        key(KeyCode.F);
        assertEquals(whole.x1(), view().x1(), "F fits");
        assertEquals(0, view().x0());
        key(KeyCode.F);
        assertTrue(view().y1() >= 64 * KIB, "once more: all up to the budget");
    }

    @Test
    void theWheelZoomsWhereThePointerIs() {
        double px = 300;
        double py = 150;
        moveTo(timeline.localToScreen(px, py));
        Viewport before = view();
        double x = before.x(px);
        scroll(1, VerticalDirection.UP);
        if (span(view()) == span(before)) {
            scroll(2, VerticalDirection.DOWN);
        }
        Viewport after = view();
        assertTrue(span(after) < span(before), "nearer");
        assertEquals(x, after.x(px), 1e-6, "what was under the pointer stays there");
        assertEquals(before.y1(), after.y1(), 1e-6, "heights stay without Ctrl");
        double y = after.y(py);
        wheelWithCtrl(px, py);
        assertTrue(view().y1() - view().y0() < after.y1() - after.y0(), "with Ctrl in height too");
        assertEquals(y, view().y(py), 1e-3);
    }

    /// One notch with Ctrl held, which the robot does not tell of.
    private void wheelWithCtrl(double px, double py) {
        interact(() -> timeline.fireEvent(new ScrollEvent(
                ScrollEvent.SCROLL,
                px,
                py,
                px,
                py,
                false,
                true,
                false,
                false,
                false,
                false,
                0,
                40,
                0,
                40,
                ScrollEvent.HorizontalTextScrollUnits.NONE,
                0,
                ScrollEvent.VerticalTextScrollUnits.NONE,
                0,
                0,
                null)));
    }

    @Test
    void aDragMovesWhatIsShownAndDoesNotSelect() {
        clickOn(timeline);
        key(KeyCode.W);
        key(KeyCode.W);
        interact(() -> timeline.selectedProperty().set(-1));
        double before = view().x0();
        drag(timeline.localToScreen(500, 200)).moveBy(-60, 0).moveBy(-20, 0).drop();
        assertTrue(view().x0() > before, "pulled to the left: later steps come in");
        assertEquals(-1, timeline.selectedProperty().get());
    }

    @Test
    void thePointerAndTheSelectionMarkTheLayerOnTheAxis() throws IOException {
        Viewport view = view();
        int plain = marked();
        moveTo(timeline.localToScreen(view.px(2.5), view.py(40 * KIB)));
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals(2, timeline.hoveredProperty().get());
        clickOn(timeline.localToScreen(view.px(2.5), view.py(40 * KIB)));
        assertEquals(2, timeline.selectedProperty().get());
        moveTo(timeline.localToScreen(2, 2));
        WaitForAsyncUtils.waitForFxEvents();
        assertTrue(marked() > plain + 100, "the buffer's layer stands out below the axis");
    }

    /// Pixels of the selection's colour between the axis and the layers' names.
    private int marked() {
        var image = WaitForAsyncUtils.waitForAsyncFx(5000, () -> timeline.snapshot(null, null));
        Viewport view = timeline.view();
        int top = (int) (view.top() + view.height());
        int marked = 0;
        for (int y = top; y < image.getHeight(); y++) {
            for (int x = (int) view.left(); x < view.left() + view.width(); x++) {
                var colour = image.getPixelReader().getColor(x, y);
                if (colour.getBlue() > colour.getRed() + 0.3) {
                    marked++;
                }
            }
        }
        return marked;
    }

    @Test
    void whatIsSavedIsAPictureAndATableOfTheBuffers() throws IOException {
        byte[][] saved = new byte[2][];
        interact(() -> {
            saved[0] = timeline.saved("a.png");
            saved[1] = timeline.saved("a.csv");
        });
        assertTrue(ImageIO.read(new ByteArrayInputStream(saved[0])).getWidth() > 400);
        String csv = new String(saved[1], java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(5, csv.lines().count());
        assertTrue(csv.contains("tokens 1"), csv);
    }
}
