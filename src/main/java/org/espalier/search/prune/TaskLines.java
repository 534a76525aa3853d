package org.espalier.search.prune;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.espalier.format.Json;
import org.espalier.search.evaluate.ScoreLines;

/// Lines of `scores.jsonl`: a task's key and its score.
public final class TaskLines implements ScoreLines<Task, Score> {

    private record Line(String key, Score score) {}

    @Override
    public String key(Task task) {
        return task.key();
    }

    @Override
    public Record line(Task task, Score score) {
        return new Line(task.key(), score);
    }

    @Override
    public Known<Score> read(String line) throws JsonProcessingException {
        Line read = Json.mapper().readValue(line, Line.class);
        return new Known<>(read.key(), read.score());
    }
}
