package org.espalier.search.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.search.prune.Candidate;
import org.espalier.search.prune.Part;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.Task;
import org.espalier.search.prune.TaskLines;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is scored twice, not even after a kill.
class MemoTest {

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();

    private final Evaluator<Task, Score> counting = (tasks, listener, _) -> {
        List<Score> scores = new ArrayList<>();
        for (Task task : tasks) {
            asked.add(task.key());
            scores.add(new Score(
                    task.candidate().zeros().stream().mapToInt(zeros -> zeros).sum() / 3.0,
                    0,
                    0.5,
                    Map.of("relative", 0.1 + 0.2)));
            listener.scored(scores.size() - 1, scores.getLast());
        }
        return scores;
    };

    private static Task task(int zeros) {
        return new Task(new Candidate(List.of(zeros, 7)), Part.PROXY, "0", false);
    }

    @Test
    void asksOnceForWhatIsWantedTwice() {
        Memo<Task, Score> memo = new Memo<>(counting, new TaskLines(), folder.resolve("scores.jsonl"));
        List<Score> scores = memo.evaluate(List.of(task(1), task(2), task(1)), TaskContext.NONE);
        assertEquals(scores.get(0), scores.get(2));
        memo.evaluate(List.of(task(2)), TaskContext.NONE);
        assertEquals(List.of(task(1).key(), task(2).key()), asked);
    }

    @Test
    void remembersTheSameBitsAfterAKillInTheMiddleOfALine() throws IOException {
        Path file = folder.resolve("scores.jsonl");
        List<Score> before =
                new Memo<>(counting, new TaskLines(), file).evaluate(List.of(task(1), task(2)), TaskContext.NONE);
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 20));
        asked.clear();
        Memo<Task, Score> again = new Memo<>(counting, new TaskLines(), file);
        assertEquals(before, again.evaluate(List.of(task(1), task(2)), TaskContext.NONE));
        assertEquals(List.of(task(2).key()), asked);
        assertEquals(text, Files.readString(file));
    }

    @Test
    void everyPlaceHearsOnceWhetherRememberedOrNot() {
        Memo<Task, Score> memo = new Memo<>(counting, new TaskLines(), null);
        memo.evaluate(List.of(task(2)), TaskContext.NONE);
        List<Integer> heard = new ArrayList<>();
        memo.evaluate(List.of(task(1), task(2), task(1)), (index, _) -> heard.add(index), TaskContext.NONE);
        assertEquals(List.of(1, 0, 2), heard);
    }
}
