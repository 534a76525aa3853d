package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Spinner;
import javafx.scene.layout.Region;
import org.espalier.ui.chart.SaveButton;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// Prune in a small window at twice the size of type, with all there is to say after a run.
class PruneRoomTest extends FreshHome {

    private void number(String id, int value) {
        interact(() -> {
            byId(id, Spinner.class).getEditor().setText(Integer.toString(value));
            byId(id, Spinner.class).commitValue();
        });
    }

    private static Bounds place(Node node) {
        return node.localToScene(node.getLayoutBounds());
    }

    @Test
    void theButtonThatSavesTheBarsLiesUnderNothing() {
        open(home.resolve("projects/prune-llava"));
        go(PageId.PRUNE);
        number("prune.samples", 8);
        number("prune.questions", 4);
        press("prune.start");
        settle();
        assertTrue(says("Done with wanda"));
        Region content = ofAnySize();
        interact(() -> {
            session.appearance().sizeProperty().set(200);
            content.resize(1024, 700);
        });
        settle();
        Node save = lookup((Node n) -> n instanceof SaveButton
                        && String.valueOf(n.getAccessibleText()).contains("Kept and pruned weights"))
                .query();
        Bounds button = place(save);
        assertTrue(button.getWidth() > 20);
        List<Node> legends = List.copyOf(lookup((Node n) -> n.getStyleClass().contains("swatch")
                        && (n.getStyleClass().contains("kept")
                                || n.getStyleClass().contains("pruned")))
                .queryAll());
        assertEquals(2, legends.size());
        for (Node swatch : legends) {
            assertFalse(place(swatch.getParent()).intersects(button), swatch.getStyleClass() + " at " + button);
        }
        assertEquals(
                List.of(),
                Cramped.found(shell.view()).stream()
                        .filter(found -> found.contains("prune."))
                        .toList());
    }
}
