package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.javafx.scene.input.DragboardHelper;
import com.sun.javafx.tk.TKClipboard;
import com.sun.javafx.tk.Toolkit;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollBar;
import javafx.scene.image.ImageView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.Region;
import org.espalier.task.Programs;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// Home, and the folder dropped anywhere: samples, recent projects, what this machine lacks and how to get it.
class HomePageTest extends FreshHome {

    /// A clipboard in memory that may be dragged by copying.
    private static TKClipboard dragged() {
        TKClipboard memory = Toolkit.getToolkit().createLocalClipboard();
        return (TKClipboard) Proxy.newProxyInstance(
                TKClipboard.class.getClassLoader(),
                new Class<?>[] {TKClipboard.class},
                (_, method, arguments) -> method.getName().equals("getTransferModes")
                        ? EnumSet.of(TransferMode.COPY)
                        : method.invoke(memory, arguments));
    }

    /// Drags files over a node, or drops them there.
    private DragEvent drag(EventType<DragEvent> type, Node on, Path... files) {
        Dragboard[] board = new Dragboard[1];
        DragEvent[] sent = new DragEvent[1];
        interact(() -> {
            board[0] = DragboardHelper.createDragboard(dragged());
            board[0].setContent(Map.of(
                    DataFormat.FILES,
                    List.of(files).stream()
                            .map(Path::toFile)
                            .map(File.class::cast)
                            .toList()));
            sent[0] = new DragEvent(type, board[0], 1, 1, 1, 1, TransferMode.COPY, null, on, null);
            on.fireEvent(sent[0]);
        });
        settle();
        return sent[0];
    }

    @Test
    void aFolderDroppedOnAnyPageIsOpenedAndACueSaysSo() {
        Path device = home.resolve("projects/vit-on-stm32");
        for (PageId page : PageId.values()) {
            go(page);
            drag(DragEvent.DRAG_OVER, byId("header.page", Node.class), device);
            assertTrue(byId("drop.cue", Node.class).isVisible(), page.word());
            drag(DragEvent.DRAG_EXITED, scene().getRoot(), device);
            assertFalse(byId("drop.cue", Node.class).isVisible(), page.word());
        }
        drag(DragEvent.DRAG_OVER, scene().getRoot(), device);
        picture("home-dropping");
        drag(DragEvent.DRAG_DROPPED, byId("header.page", Node.class), device);
        assertEquals(PageId.MEMORY, session.pageProperty().get());
        assertTrue(says("A vision transformer on an STM32"));

        drag(DragEvent.DRAG_DROPPED, scene().getRoot(), home.resolve("projects/prune-llava/project.json"));
        assertEquals(PageId.MODELS, session.pageProperty().get(), "the file of a project stands for its folder");
    }

    @Test
    void aPictureDroppedOnItsPlaceIsAskedAboutAndAFolderThereIsOpened() {
        open(home.resolve("projects/prune-llava"));
        Node place = byId("models.ask.picture", Node.class);
        Path picture =
                Path.of("assets/data/easy-vqa/test/images").toAbsolutePath().resolve("46.png");
        assumeTrue(Files.isRegularFile(picture), "the sample's pictures");
        drag(DragEvent.DRAG_DROPPED, place, picture);
        ImageView shown = (ImageView) place.lookup("ImageView");
        assertTrue(shown.getImage().getUrl().endsWith("46.png"));
        drag(DragEvent.DRAG_DROPPED, place, home.resolve("projects/vit-on-stm32"));
        assertEquals(PageId.MEMORY, session.pageProperty().get());
    }

    @Test
    void theSamplesHaveACardAndWhatWasOpenedIsListed() throws IOException {
        go(PageId.HOME);
        assertTrue(says("Prune a vision-language model"));
        assertTrue(says("Put a vision transformer on a board"));
        assertTrue(says("Drop a project folder anywhere on the window"), "nothing was opened yet");
        Path own = Files.createDirectories(home.resolve("own"));
        Files.writeString(
                own.resolve("project.json"),
                "{\"schema\":\"espalier.project/1\",\"name\":\"My own\",\"kind\":\"prune\",\"description\":\"\","
                        + "\"model\":\"../assets/llava-easy-vqa\"}");
        open(own);
        open(home.resolve("projects/vit-on-stm32"));
        go(PageId.HOME);
        List<Hyperlink> links = byId("home.recent.list", Node.class).lookupAll(".hyperlink").stream()
                .map(Hyperlink.class::cast)
                .toList();
        assertEquals(
                List.of("A vision transformer on an STM32", "My own"),
                links.stream().map(Hyperlink::getText).toList(),
                "the newest first");
        clickOn(links.getLast());
        settle();
        assertEquals(PageId.MODELS, session.pageProperty().get());

        deleted(own);
        go(PageId.HOME);
        assertTrue(says("is not there any more"));
        picture("home-recent");
    }

    @Test
    void aMissingProgramIsInstalledByItsButton() throws IOException {
        Path tools = Files.createDirectories(home.resolve("tools"));
        script(tools.resolve("pkexec"), "exec \"$@\"");
        script(
                tools.resolve("apt-get"),
                "case \"$*\" in *openocd*) p=openocd;; *stlink*) p=st-flash;; *) p=dfu-util;; esac\n"
                        + "printf '#!/bin/sh\\necho 1.0\\n' > " + tools + "/$p\nchmod +x " + tools + "/$p");
        System.setProperty(Programs.PROPERTY, tools.toString());
        try {
            go(PageId.HOME);
            List<String> missing = List.of("OpenOCD", "st-flash", "dfu-util").stream()
                    .filter(name -> lookup((Node n) -> ("home.machine.install." + name).equals(n.getId()))
                            .tryQuery()
                            .isPresent())
                    .toList();
            assumeTrue(!missing.isEmpty(), "every flash tool is on this machine");
            picture("home-missing");
            interact(() -> byId("home.machine.install." + missing.getFirst(), javafx.scene.control.Button.class)
                    .fire());
            settle();
            assertTrue(
                    lookup((Node n) -> ("home.machine.install." + missing.getFirst()).equals(n.getId()))
                            .tryQuery()
                            .isEmpty(),
                    "it is there now");
            picture("home-installed");
            interact(() -> lookup((Node n) -> "home.machine.copy".equals(n.getId()))
                    .tryQueryAs(javafx.scene.control.Button.class)
                    .ifPresent(javafx.scene.control.Button::fire));
            if (missing.size() > 1) {
                String[] copied = new String[1];
                interact(() -> copied[0] = Clipboard.getSystemClipboard().getString());
                assertTrue(copied[0].startsWith("apt-get install "), "how to get it, for a terminal: " + copied[0]);
            }
        } finally {
            System.clearProperty(Programs.PROPERTY);
        }
    }

    private static void deleted(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    @Test
    void theScrollBarKeepsOffTheCards() {
        go(PageId.HOME);
        Region content = ofAnySize();
        interact(() -> content.resize(1024, 500));
        settle();
        ScrollBar bar = lookup((Node n) -> n instanceof ScrollBar b
                        && b.isVisible()
                        && b.getOrientation() == javafx.geometry.Orientation.VERTICAL
                        && b.getHeight() > 200)
                .query();
        double cards = lookup(".card").<Node>queryAll().stream()
                .mapToDouble(card -> card.localToScene(card.getBoundsInLocal()).getMaxX())
                .max()
                .orElseThrow();
        Node thumb = bar.lookup(".thumb");
        assertTrue(thumb.localToScene(thumb.getBoundsInLocal()).getMinX() - cards >= 4, "room between card and bar");
        assertTrue(byId("header.page", Label.class).isVisible());
    }
}
