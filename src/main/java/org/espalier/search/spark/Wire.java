package org.espalier.search.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Tasks and scores as they cross the network: JSON, which keeps every bit of a double.
///
/// @param <T> a task
/// @param <S> a score
/// @param task read from JSON
/// @param score read from JSON
public record Wire<T, S>(Class<T> task, Class<S> score) implements Serializable {

    /// What goes out.
    ///
    /// @param task as JSON
    /// @param supplement the name of what it needs besides; empty for nothing
    record Request(String task, String supplement) implements Serializable {}

    /// What comes back: a score, or what is wrong with the task wherever it is tried.
    private record Answer(
            @Nullable JsonNode score, @Nullable Failure failure) {}

    private record Failure(WorkbenchException.Fault fault, String code, String message, String remedy) {}

    T readTask(String json) {
        return read(json, task);
    }

    static <S> String answer(S score) {
        return Json.line(new Answer(Json.mapper().valueToTree(score), null));
    }

    static String failure(WorkbenchException e) {
        return Json.line(new Answer(null, new Failure(e.fault(), e.code(), e.getMessage(), e.remedy())));
    }

    /// The score in an answer.
    ///
    /// @throws WorkbenchException the one that scoring ended with
    S readScore(String json) {
        Answer answer = read(json, Answer.class);
        Failure failure = answer.failure();
        if (failure != null) {
            throw switch (failure.fault()) {
                case USAGE -> WorkbenchException.usage(failure.code(), failure.message(), failure.remedy());
                case INPUT -> WorkbenchException.input(failure.code(), failure.message(), failure.remedy());
                case INFEASIBLE -> WorkbenchException.infeasible(failure.code(), failure.message(), failure.remedy());
                case TOOL -> WorkbenchException.tool(failure.code(), failure.message(), failure.remedy());
            };
        }
        try {
            return Json.mapper().treeToValue(answer.score(), score);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no " + score.getSimpleName() + ": " + json, e);
        }
    }

    private static <V> V read(String json, Class<V> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no " + type.getSimpleName() + ": " + json, e);
        }
    }
}
