package org.espalier.search.prune;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;

/// An evaluator that never asks another one twice, and remembers in a file.
///
/// The file has one JSON object a line, appended as scores come; a last line that a kill cut short is left out. With
/// it a search that is run again from its start arrives where it was without computing anything.
public final class Memo implements Evaluator {

    private final Evaluator inner;
    private final Path file;
    private final int atOnce;
    private final Map<String, Score> known = new HashMap<>();
    private int asked;

    private record Line(String key, Score score) {}

    /// Reads what the file knows, if it is there.
    ///
    /// @param atOnce tasks that are handed on together: as many as the inner evaluator works on at a time
    public Memo(Evaluator inner, Path file, int atOnce) {
        this.inner = inner;
        this.atOnce = atOnce;
        this.file = file;
        if (Files.exists(file)) {
            try {
                String text = Files.readString(file);
                int whole = text.lastIndexOf('\n') + 1;
                text.substring(0, whole).lines().forEach(this::read);
                if (whole < text.length()) {
                    Files.writeString(file, text.substring(0, whole));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void read(String line) {
        try {
            Line read = Json.mapper().readValue(line, Line.class);
            known.put(read.key(), read.score());
        } catch (JsonProcessingException e) {
            known.remove(line); // Not ours: it is computed again.
        }
    }

    /// How many scores were computed, not remembered.
    public int computed() {
        return asked;
    }

    @Override
    public List<Score> evaluate(List<Task> tasks, TaskContext context) {
        Map<String, Task> open = new LinkedHashMap<>();
        tasks.stream().filter(task -> !known.containsKey(task.key())).forEach(task -> open.put(task.key(), task));
        int done = tasks.size() - open.size();
        List<Task> left = List.copyOf(open.values());
        for (int start = 0; start < left.size(); start += atOnce) {
            context.checkCancelled();
            List<Task> some = left.subList(start, Math.min(left.size(), start + atOnce));
            List<Score> fresh = inner.evaluate(some, context);
            for (int i = 0; i < some.size(); i++) {
                String key = some.get(i).key();
                append(new Line(key, fresh.get(i)));
                known.put(key, fresh.get(i));
                asked++;
            }
            done += some.size();
            context.progress(done, tasks.size());
        }
        List<Score> scores = new ArrayList<>();
        for (Task task : tasks) {
            Score score = known.get(task.key());
            if (score == null) {
                throw new IllegalStateException("no score for " + task.key());
            }
            scores.add(score);
        }
        return scores;
    }

    private void append(Line line) {
        try {
            Files.write(
                    file,
                    (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
