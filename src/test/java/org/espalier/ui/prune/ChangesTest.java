package org.espalier.ui.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.ui.session.Edits;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.session.Session;
import org.espalier.ui.theme.Appearance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private final Session session = new Session(Preferences.inMemory(), new Appearance());
    private final PruneModel model = new PruneModel();
    private final Editing editing = new Editing(model);
    private final Bars bars = new Bars(model, editing, new Asked(session, model, editing));
    private final Changes changes = new Changes(session.edits(), model, bars);

    @BeforeEach
    void twoParts() {
        changes.quietly(() -> {
            model.editable.set(true);
            editing.start(
                    List.of(
                            new PolicyPart("block 0", true, List.of("a.q"), 100),
                            new PolicyPart("block 0", false, List.of("a.up"), 300)),
                    List.of(0.5, 0.5));
        });
    }

    private Edits edits() {
        return session.edits();
    }

    private double ratio() {
        return model.blocks.get().getFirst().attention().pruned();
    }

    private boolean locked() {
        return model.blocks.get().getFirst().mlp().locked();
    }

    private void drag(double share, boolean first) {
        changes.drag(first, () -> editing.set(0, share));
    }

    @Test
    void changesAreTakenBackOneByOneAndMadeAgain() {
        assertFalse(edits().undoableProperty().get());
        drag(0.2, true);
        drag(0.1, false);
        changes.make(() -> editing.lock(1));
        edits().undo();
        assertFalse(locked());
        assertEquals(0.1, ratio(), "a drag is one change");
        edits().undo();
        assertEquals(0.5, ratio());
        assertFalse(edits().undoableProperty().get());
        edits().redo();
        assertEquals(0.1, ratio());
        assertTrue(edits().redoableProperty().get());
        edits().redo();
        assertTrue(locked());
    }

    @Test
    void aDragThatBeginsWhereItStandsIsRememberedWithItsFirstMove() {
        drag(0.4, true);
        drag(0.4, true);
        drag(0.3, false);
        edits().undo();
        assertEquals(0.4, ratio(), 1e-12);
        edits().undo();
        assertEquals(0.5, ratio());
        assertFalse(edits().undoableProperty().get());
    }

    @Test
    void fieldsAndBarsAreTakenBackInTheOrderTheyWereChanged() {
        model.criterion.set("magnitude");
        drag(0.2, true);
        model.samples.set(128);
        edits().undo();
        assertEquals(64, model.samples.get());
        assertEquals(0.2, ratio());
        edits().undo();
        assertEquals(0.5, ratio());
        assertEquals("magnitude", model.criterion.get());
        edits().undo();
        assertEquals("wanda", model.criterion.get());
        assertEquals(PageId.PRUNE, session.pageProperty().get(), "where it shows");
        edits().redo();
        edits().redo();
        edits().redo();
        assertEquals(128, model.samples.get());
        assertEquals(0.2, ratio());
        assertEquals("magnitude", model.criterion.get());
    }

    @Test
    void theShareIsOneChangeHoweverFarItIsDragged() {
        model.dragging.set(true);
        for (int percent = 51; percent <= 70; percent++) {
            model.sparsity.set(percent);
        }
        model.dragging.set(false);
        model.sparsity.set(71);
        edits().undo();
        assertEquals(70, model.sparsity.get(), "a key is a change of its own");
        edits().undo();
        assertEquals(50, model.sparsity.get());
        assertFalse(edits().undoableProperty().get());
        edits().redo();
        assertEquals(70, model.sparsity.get());
    }

    @Test
    void whatARunHasDoneIsNobodysToTakeBack() {
        drag(0.2, true);
        changes.quietly(
                () -> editing.start(List.of(new PolicyPart("block 0", true, List.of("a.q"), 100)), List.of(0.6)));
        assertEquals(0.6, ratio());
        edits().undo();
        assertEquals(0.5, ratio(), "as it stood before the edit");
        edits().redo();
        assertEquals(0.6, ratio());
    }
}
