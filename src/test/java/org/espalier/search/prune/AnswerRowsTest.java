package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.model.llava.Prompt;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class AnswerRowsTest {

    private static Sample sample(int tokens) {
        return new Sample(new Prompt(new int[tokens], List.of()), new int[] {1});
    }

    @Test
    void moreThanOnePassCanHoldIsRefusedInWords() {
        AnswerRows together = new AnswerRows(7, Integer.MAX_VALUE);
        for (List<Sample> many : List.of(List.of(sample(1 << 16)), List.of(sample(33_000), sample(33_000)))) {
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> together.batches(many));
            assertEquals("search.samples", e.code());
            assertTrue(e.remedy().contains("--samples"), e.remedy());
        }
        assertEquals(
                2, together.batches(List.of(sample(3), sample(4))).getFirst().samples());
    }
}
