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

    private static Sample about(float[] picture, int... tokens) {
        return new Sample(new Prompt(tokens, List.of(picture)), new int[] {5});
    }

    @Test
    void samplesShareARowOnlyWhereTheyShareTheWholePicture() {
        float[] picture = new float[3];
        AnswerRows rows = new AnswerRows(7, 1);
        assertEquals(
                1,
                rows.batches(List.of(about(picture, 1, 7, 7, 2), about(picture, 1, 7, 7, 3)))
                        .size(),
                "alike up to behind the picture");
        assertEquals(
                2,
                rows.batches(List.of(about(picture, 1, 2, 7, 7, 4), about(picture, 1, 3, 7, 7, 4)))
                        .size(),
                "other words before the picture");
        assertEquals(
                2,
                rows.batches(List.of(about(picture, 1, 7, 7), about(picture, 1, 7, 7)))
                        .size(),
                "the picture is the prompt's end");
        List<AnswerRows.Batch> places =
                rows.batches(List.of(about(picture, 1, 7, 7, 4), about(picture, 1, 3, 7, 7, 4)));
        assertEquals(
                List.of(1, 2), places.stream().map(AnswerRows.Batch::picture).toList());
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
