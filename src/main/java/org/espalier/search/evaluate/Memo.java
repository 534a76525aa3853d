package org.espalier.search.evaluate;

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
import org.espalier.format.AppendedLines;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// An evaluator that never asks another one twice, and remembers in a file.
///
/// The file has one JSON object a line, appended as scores come; a last line that a kill cut short is left out. With
/// it a search that is run again from its start arrives where it was without computing anything.
///
/// @param <T> what is to be scored
/// @param <S> what comes of it
public final class Memo<T, S> implements Evaluator<T, S> {

    private final Evaluator<T, S> inner;
    private final ScoreLines<T, S> lines;
    private final @Nullable Path file;
    private final Map<String, S> known = new HashMap<>();

    /// Reads what the file knows, if it is there.
    ///
    /// @param file null to remember in memory only
    public Memo(Evaluator<T, S> inner, ScoreLines<T, S> lines, @Nullable Path file) {
        this.inner = inner;
        this.lines = lines;
        this.file = file;
        if (file != null && Files.exists(file)) {
            try {
                AppendedLines.read(file).forEach(this::read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void read(String line) {
        ScoreLines.Known<S> read;
        try {
            read = lines.read(line);
        } catch (JsonProcessingException e) {
            return; // Not ours: it is computed again.
        }
        known.put(read.key(), read.score());
    }

    @Override
    public List<S> evaluate(List<T> tasks, Listener<? super S> listener, TaskContext context) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        List<T> open = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            String key = lines.key(tasks.get(i));
            S score = known.get(key);
            if (score != null) {
                listener.scored(i, score);
            } else {
                List<Integer> same = places.computeIfAbsent(key, _ -> new ArrayList<>());
                if (same.isEmpty()) {
                    open.add(tasks.get(i));
                }
                same.add(i);
            }
        }
        List<List<Integer>> wanted = List.copyOf(places.values());
        inner.evaluate(
                open,
                (index, score) -> {
                    T task = open.get(index);
                    append(lines.line(task, score));
                    known.put(lines.key(task), score);
                    wanted.get(index).forEach(place -> listener.scored(place, score));
                },
                context);
        List<S> scores = new ArrayList<>();
        for (T task : tasks) {
            S score = known.get(lines.key(task));
            if (score == null) {
                throw new IllegalStateException("no score for " + lines.key(task));
            }
            scores.add(score);
        }
        return scores;
    }

    private void append(Record line) {
        if (file == null) {
            return;
        }
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
