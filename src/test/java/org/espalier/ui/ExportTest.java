package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.TabPane;
import javax.imageio.ImageIO;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.Exported;
import org.espalier.ui.chart.PaintedArea;
import org.espalier.ui.chart.SaveButton;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// Every picture of every page can be kept: there is a button for it, and PNG, SVG and CSV hold something.
class ExportTest extends SharedHome {

    /// Bars beside the numbers they show: not pictures.
    private static final Set<String> GAUGES = Set.of("ShareBar", "BudgetBar");

    private final Set<String> kept = new TreeSet<>();

    @Test
    void everyPictureOfAModelsPagesIsKeptAsPictureDrawingAndTable() throws IOException {
        open(home.resolve("projects/prune-llava"));
        walk(List.of(PageId.MODELS, PageId.PRUNE));
        assertTrue(kept.contains("RatioBars"), kept.toString());
        assertTrue(kept.contains("models.map"), kept.toString());
        assertTrue(kept.contains("prune.policies"), kept.toString());
    }

    @Test
    void everyPictureOfADevicesPagesIsKeptAsPictureDrawingAndTable() throws IOException {
        open(home.resolve("projects/vit-on-stm32"));
        walk(List.of(PageId.SEARCH, PageId.MEMORY, PageId.FIRMWARE, PageId.BOARDS));
        assertTrue(kept.contains("MemoryTimeline"), kept.toString());
        assertTrue(kept.contains("search.drawing"), kept.toString());
    }

    private void walk(List<PageId> pages) throws IOException {
        for (PageId page : pages) {
            go(page);
            look(page);
            for (TabPane tabs :
                    List.copyOf(lookup((Node n) -> n instanceof TabPane).<TabPane>queryAll())) {
                for (int i = 1; i < tabs.getTabs().size(); i++) {
                    int at = i;
                    interact(() -> tabs.getSelectionModel().select(at));
                    settle();
                    look(page);
                }
            }
        }
    }

    private void look(PageId page) throws IOException {
        List<Node> pictures = new ArrayList<>();
        interact(() -> collect(scene().getRoot(), pictures));
        long buttons = lookup((Node n) -> n instanceof SaveButton && shown(n))
                .queryAll()
                .size();
        assertEquals(
                pictures.stream().filter(ExportTest::shown).count(), buttons, page + ": buttons that keep pictures");
        for (Node picture : pictures) {
            check(picture);
        }
    }

    private static boolean shown(Node node) {
        for (Node up = node; up != null; up = up.getParent()) {
            if (!up.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private static void collect(Node node, List<Node> pictures) {
        if (node instanceof Exported) {
            pictures.add(node);
            return;
        }
        boolean gauge = GAUGES.contains(node.getClass().getSimpleName());
        assertTrue(
                gauge || !(node instanceof Canvas || node instanceof PaintedArea<?>),
                "a picture that cannot be kept in " + node.getParent());
        if (!gauge && node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, pictures));
        }
    }

    private void check(Node picture) throws IOException {
        String kind = picture.getClass().getSimpleName();
        String name = picture.getId() != null && kind.endsWith("Box") ? picture.getId() : kind;
        List<byte[]> files = new ArrayList<>();
        interact(() -> {
            for (String end : new String[] {"png", "svg", "csv"}) {
                files.add(((Exported) picture).saved("a." + end));
            }
        });
        assertTrue(ImageIO.read(new ByteArrayInputStream(files.getFirst())).getWidth() >= 400, name);
        assertTrue(new String(files.get(1), StandardCharsets.UTF_8).contains("<svg"), name);
        long lines = new String(files.get(2), StandardCharsets.UTF_8).lines().count();
        boolean something = switch (picture) {
            case ChartBox chart -> !chart.dataProperty().get().series().isEmpty();
            case DrawnBox drawn -> drawn.drawingProperty().get().size() > 0;
            default -> shown(picture);
        };
        assertTrue(!something || lines >= 2, name + ": " + lines + " lines");
        kept.add(name);
    }
}
