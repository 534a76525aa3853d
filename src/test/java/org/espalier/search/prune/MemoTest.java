package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is scored twice, not even after a kill.
class MemoTest {

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();

    private final Evaluator counting = (tasks, _) -> tasks.stream()
            .map(task -> {
                asked.add(task.key());
                return new Score(task.candidate().total() / 3.0, 0, 0.5, Map.of("relative", 0.1 + 0.2));
            })
            .toList();

    private static Task task(int zeros) {
        return new Task(new Candidate(List.of(zeros, 7)), Part.PROXY, "0", false);
    }

    @Test
    void asksOnceForWhatIsWantedTwice() {
        Memo memo = new Memo(counting, folder.resolve("scores.jsonl"), 2);
        List<Score> scores = memo.evaluate(List.of(task(1), task(2), task(1)), TaskContext.NONE);
        assertEquals(scores.get(0), scores.get(2));
        memo.evaluate(List.of(task(2)), TaskContext.NONE);
        assertEquals(List.of(task(1).key(), task(2).key()), asked);
    }

    @Test
    void remembersTheSameBitsAfterAKillInTheMiddleOfALine() throws IOException {
        Path file = folder.resolve("scores.jsonl");
        List<Score> before = new Memo(counting, file, 1).evaluate(List.of(task(1), task(2)), TaskContext.NONE);
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 20));
        asked.clear();
        Memo again = new Memo(counting, file, 1);
        assertEquals(before, again.evaluate(List.of(task(1), task(2)), TaskContext.NONE));
        assertEquals(List.of(task(2).key()), asked);
        assertEquals(text, Files.readString(file));
    }
}
