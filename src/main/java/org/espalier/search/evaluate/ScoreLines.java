package org.espalier.search.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;

/// How a search's scores stand in its file, one JSON object a line.
///
/// @param <T> a task
/// @param <S> a score
public interface ScoreLines<T, S> {

    /// A score that was read.
    ///
    /// @param key of its task
    record Known<S>(String key, S score) {}

    /// What stands for the task: tasks with the same key have the same score.
    String key(T task);

    /// What the line holds, as a record.
    Record line(T task, S score);

    /// Reads what [#line] holds.
    ///
    /// @throws JsonProcessingException if it is none of these lines
    Known<S> read(String line) throws JsonProcessingException;
}
