package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TabPane;
import javafx.scene.layout.Region;
import org.espalier.ui.session.PageId;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;

/// Every page at the extremes of size: the smallest window at the largest type, and 4K. Nothing is cut off that says
/// the whole nowhere, nothing lies outside the window or over something else.
class SizesTest extends SharedHome {

    private record Extreme(int width, int height, int percent, Theme theme) {
        @Override
        public String toString() {
            return width + "x" + height + "-" + percent + "-" + theme.name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<Extreme> EXTREMES = List.of(
            new Extreme(1024, 700, 100, Theme.LIGHT),
            new Extreme(1024, 700, 100, Theme.CONTRAST),
            new Extreme(1024, 700, 150, Theme.LIGHT),
            new Extreme(1024, 700, 200, Theme.DARK),
            new Extreme(3840, 2160, 100, Theme.LIGHT),
            new Extreme(3840, 2160, 200, Theme.DARK));

    @Test
    void thePagesOfAModelHaveRoomAtEverySize() {
        open(home.resolve("projects/prune-llava"));
        assertRoom(List.of(PageId.HOME, PageId.MODELS, PageId.PRUNE, PageId.RUNS, PageId.SETTINGS));
    }

    @Test
    void thePagesOfADeviceHaveRoomAtEverySize() {
        open(home.resolve("projects/vit-on-stm32"));
        assertRoom(List.of(PageId.SEARCH, PageId.MEMORY, PageId.FIRMWARE, PageId.BOARDS));
    }

    @Test
    void namesOfBoardsAreWholeInTheSmallestWindow() {
        open(home.resolve("projects/vit-on-stm32"));
        Region content = ofAnySize();
        interact(() -> content.resize(1024, 700));
        go(PageId.BOARDS);
        picture(Path.of("target/pictures/sizes/boards.png"), () -> content.snapshot(null, null));
        List<String> cut = new ArrayList<>();
        interact(() -> from(byId("boards.list", ListView.class))
                .lookup((Node n) -> n instanceof ListCell<?> cell && cell.getGraphic() != null)
                .<ListCell<?>>queryAll()
                .forEach(cell -> from(cell).lookup((Node n) -> n instanceof Label).<Label>queryAll().stream()
                        .filter(label -> label.isTextTruncated() || !within(label, cell))
                        .forEach(label -> cut.add(label.getText()))));
        assertEquals(List.of(), cut);
    }

    private static boolean within(Node node, Region region) {
        Bounds place = region.sceneToLocal(node.localToScene(node.getLayoutBounds()));
        return place.getMinY() >= 0 && place.getMaxY() <= region.getHeight();
    }

    private void assertRoom(List<PageId> pages) {
        List<String> cramped = new ArrayList<>();
        Region content = ofAnySize();
        for (Extreme extreme : EXTREMES) {
            interact(() -> {
                session.appearance().themeProperty().set(extreme.theme());
                session.appearance().sizeProperty().set(extreme.percent());
                content.resize(extreme.width(), extreme.height());
            });
            for (PageId page : pages) {
                go(page);
                look(extreme + " " + page.word(), cramped);
                if (extreme.percent() != 150) {
                    picture(
                            Path.of("target/pictures/sizes", extreme + "-" + page.word() + ".png"),
                            () -> content.snapshot(null, null));
                }
                for (TabPane tabs :
                        List.copyOf(lookup((Node n) -> n instanceof TabPane).<TabPane>queryAll())) {
                    for (int i = 1; i < tabs.getTabs().size(); i++) {
                        int at = i;
                        interact(() -> tabs.getSelectionModel().select(at));
                        settle();
                        look(
                                extreme + " " + page.word() + ", "
                                        + tabs.getTabs().get(at).getText(),
                                cramped);
                    }
                    interact(() -> tabs.getSelectionModel().select(0));
                }
            }
        }
        assertEquals("", String.join("\n", cramped));
    }

    private void look(String place, List<String> cramped) {
        settle();
        interact(() -> Cramped.found(shell.view()).forEach(words -> cramped.add(place + ": " + words)));
    }
}
