package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.espalier.model.eval.Question;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerLogTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path run;

    @Test
    void anAnswerThatAKillCutWithinALetterIsAskedAgain() throws IOException {
        try (AnswerLog log = AnswerLog.open(run)) {
            log.add(new Question("1", "Which?", null), "grün");
        }
        byte[] half = "{\"question_id\":\"2\",\"text\":\"weiß".getBytes(StandardCharsets.UTF_8);
        Files.write(run.resolve("answers.jsonl"), Arrays.copyOf(half, half.length - 1), StandardOpenOption.APPEND);
        try (AnswerLog log = AnswerLog.open(run)) {
            assertEquals(Map.of("1", "grün"), log.known());
            log.add(new Question("2", "Which?", null), "weiß");
        }
        try (AnswerLog log = AnswerLog.open(run)) {
            assertEquals(Map.of("1", "grün", "2", "weiß"), log.known());
        }
    }

    @Test
    void aLineThatIsNoAnswerIsNamedAndNotTakenForAFullDisk() throws IOException {
        Files.writeString(run.resolve("answers.jsonl"), "{\"question_id\":\"1\",\"text\":\"x\"}\nno answer\n");
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> AnswerLog.open(run));
        assertEquals("evaluate.answers.line", e.code());
        assertTrue(e.getMessage().contains("line 2"), e.getMessage());
    }
}
