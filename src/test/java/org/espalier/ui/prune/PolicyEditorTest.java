package org.espalier.ui.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PolicyEditorTest {

    private static PolicyEditor editor(double ratio) {
        PolicyEditor editor = new PolicyEditor();
        editor.start(
                List.of(
                        new PolicyPart("block 0", true, List.of("a.q", "a.k"), 100),
                        new PolicyPart("block 0", false, List.of("a.up"), 300),
                        new PolicyPart("block 1", true, List.of("b.q"), 100),
                        new PolicyPart("block 1", false, List.of("b.up"), 500)),
                List.of(ratio, ratio, ratio, ratio));
        return editor;
    }

    @Test
    void theOthersMakeUpForAChange() {
        PolicyEditor editor = editor(0.5);
        editor.set(0, 0.2);
        assertEquals(0.2, editor.ratio(0));
        assertEquals(0.5, editor.total(), 1e-12);
        assertEquals(editor.ratio(1), editor.ratio(3), 1e-12, "parts that are free move alike");
        assertEquals(0.2, editor.ratios().get("a.k"));
    }

    @Test
    void aLockedPartStaysAndCannotBeSet() {
        PolicyEditor editor = editor(0.5);
        editor.lock(3);
        editor.set(0, 0.9);
        assertEquals(0.5, editor.ratio(3));
        assertEquals(0.5, editor.total(), 1e-12);
        editor.set(3, 0.1);
        assertEquals(0.5, editor.ratio(3));
    }

    @Test
    void aChangeNobodyCanMakeUpForStopsWhereTheyCan() {
        PolicyEditor editor = editor(0.5);
        editor.lock(1);
        editor.lock(3);
        editor.set(0, 0.0);
        assertEquals(0.99, editor.ratio(2), 1e-9, "the only free part is at its limit");
        assertEquals(0.5, editor.total(), 1e-12);
    }

    @Test
    void whatItHasComeToIsPutBackWhole() {
        PolicyEditor editor = editor(0.5);
        editor.set(0, 0.1);
        editor.lock(1);
        PolicyEditor.State kept = editor.state();
        editor.lock(1);
        editor.target(0.7);
        editor.start(List.of(new PolicyPart("block 2", true, List.of("c.q"), 10)), List.of(0.3));
        assertFalse(editor.edited());
        editor.restore(kept);
        assertEquals(kept, editor.state());
        assertEquals(0.1, editor.ratio(0));
        assertTrue(editor.locked(1));
        assertTrue(editor.edited());
        assertEquals(0.5, editor.total(), 1e-12);
    }

    @Property(tries = 200)
    void theTotalIsExactWhateverIsDone(
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double target,
            @ForAll @IntRange(max = 3) int part,
            @ForAll @DoubleRange(min = -0.5, max = 1.5) double ratio,
            @ForAll @IntRange(max = 3) int locked,
            @ForAll @DoubleRange(min = 0.05, max = 0.9) double later) {
        PolicyEditor editor = editor(target);
        editor.lock(locked);
        editor.set(part, ratio);
        assertEquals(target, editor.total(), 1e-9);
        editor.lock(locked);
        editor.target(later);
        assertEquals(later, editor.total(), 1e-9);
    }
}
