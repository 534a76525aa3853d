package org.espalier.ui.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javafx.scene.control.TabPane;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.FlashMap;
import org.espalier.ui.chart.MemoryMap;
import org.espalier.ui.chart.MemoryTimeline;
import org.espalier.ui.chart.Treemap;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.theme.Appearance;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;
import org.testfx.framework.junit5.ApplicationTest;
import org.testfx.util.WaitForAsyncUtils;

/// The timeline and its tables, with a real plan of a network of usual size.
@SuppressWarnings("NullAway.Init")
class MemoryViewTest extends ApplicationTest {

    private static final RandomNetworks.Form MICRO =
            new RandomNetworks.Form(96, 8, 0, 128, 3, 4, 32, 384, 64, 10, false);

    private final MemoryModel model = new MemoryModel();
    private Scene scene;

    @Override
    public void start(Stage stage) {
        Appearance appearance = new Appearance();
        appearance.themeProperty().set(Theme.LIGHT);
        MemoryView view = new MemoryView(model, Preferences.inMemory(), () -> {}, () -> {});
        scene = new Scene(view, 1224, 728);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.setX(0);
        stage.setY(0);
        stage.show();
        show(Techniques.ALL);
    }

    private void show(Techniques techniques) {
        Plan plan = Planner.plan(RandomNetworks.of(MICRO, 1), Boards.byId("stm32f746g-disco"), techniques);
        model.hasNetwork.set(true);
        model.map.set(PlanView.map(plan));
        model.sram.set(PlanView.sram(plan));
        model.flash.set(PlanView.flash(plan));
        model.flashMap.set(FlashMap.of(plan));
    }

    /// Waits until everything is painted: a click on what is not yet there meets nothing.
    private void painted() {
        WaitForAsyncUtils.waitForFxEvents();
        try {
            WaitForAsyncUtils.waitFor(1, TimeUnit.MINUTES, () -> scene.getRoot().lookup(".painting") == null);
        } catch (TimeoutException e) {
            throw new AssertionError("never painted", e);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    /// Not the one beside it that shows a kept plan.
    private MemoryTimeline timeline() {
        return lookup((javafx.scene.Node n) -> "memory.timeline".equals(n.getId()))
                .queryAs(MemoryTimeline.class);
    }

    @Test
    void aClickOnABoxSelectsItsRowAndKeysGoOnToItsNeighbours() throws IOException {
        painted();
        // Step 1 of 15, just above the axis.
        MemoryTimeline timeline = timeline();
        clickOn(timeline.localToScreen(64 + (timeline.getWidth() - 80) * 1.5 / 15, timeline.getHeight() - 52));
        int selected = model.selected.get();
        assertTrue(selected >= 0, "the middle of the timeline is some buffer");
        BufferTable table =
                lookup((javafx.scene.Node n) -> n instanceof BufferTable).queryAs(BufferTable.class);
        assertEquals(selected, table.getSelectionModel().getSelectedItem().id());
        press(KeyCode.PERIOD).release(KeyCode.PERIOD);
        assertEquals(selected + 1, model.selected.get());
        picture("memory-selected");
        press(KeyCode.ESCAPE).release(KeyCode.ESCAPE);
        assertEquals(-1, model.selected.get());
        interact(() -> table.getSelectionModel().select(3));
        assertEquals(3, model.selected.get());
    }

    @Test
    void thePeaksPartsAddUpToTheArenaAndTheStackBesideIt() throws IOException {
        MemoryMap map = model.map.get();
        long sum = map.partsAt(map.peakStep()).stream()
                .mapToLong(MemoryMap.Part::bytes)
                .sum();
        assertEquals(map.topAt(map.peakStep()), sum);
        assertEquals(model.sram.get().total(), map.arena() + map.beside());
        picture("memory-fitted");
    }

    @Test
    void theFlashTabDrawsEveryByteOfThePlansFlash() throws IOException {
        interact(() -> lookup((javafx.scene.Node n) -> n instanceof TabPane)
                .<TabPane>query()
                .getSelectionModel()
                .select(1));
        DrawnBox box = lookup((javafx.scene.Node n) -> "memory.flash.map".equals(n.getId()))
                .queryAs(DrawnBox.class);
        Treemap drawn = (Treemap) box.drawingProperty().get();
        assertEquals(
                model.flash.get().total(),
                drawn.parts().stream().mapToLong(Treemap.Part::bytes).sum());
        WaitForAsyncUtils.waitForFxEvents();
        picture("memory-flash");
    }

    @Test
    void thePlanBeforeStaysVisibleAsAnOutline() throws IOException {
        interact(() -> {
            MemoryMap before = model.map.get();
            show(Techniques.NONE);
            model.ghost.set(before);
        });
        assertTrue(model.map.get().over(), "without the techniques it does not fit");
        picture("memory-over");
    }

    private void picture(String name) throws IOException {
        painted();
        Path file = Path.of("target/pictures", name + ".png");
        Files.createDirectories(file.getParent());
        var image = WaitForAsyncUtils.waitForAsyncFx(5000, () -> scene.snapshot(null));
        ImageIO.write(SwingFXUtils.fromFXImage(image, null), "png", file.toFile());
        assertTrue(Files.size(file) > 20_000);
    }
}
