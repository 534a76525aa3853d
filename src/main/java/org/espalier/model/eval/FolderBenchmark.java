package org.espalier.model.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import org.espalier.format.image.RgbImage;
import org.jspecify.annotations.Nullable;

/// What benchmarks in a folder have in common: questions by id, each with what its score needs, and pictures below.
///
/// @param <I> a question and what its score needs
abstract class FolderBenchmark<I> {

    private final @Nullable DataFolder data;
    private final Function<I, Question> question;
    private final SequencedMap<String, I> items = new LinkedHashMap<>();

    /// Holds questions.
    ///
    /// @param data where the pictures are; null if they are not at hand
    FolderBenchmark(@Nullable DataFolder data, List<I> items, Function<I, Question> question) {
        this.data = data;
        this.question = question;
        items.forEach(item -> this.items.put(question.apply(item).id(), item));
    }

    /// What belongs to a question of this benchmark.
    final I item(Question asked) {
        return Objects.requireNonNull(items.get(asked.id()));
    }

    /// All items, in order.
    final List<I> items() {
        return List.copyOf(items.values());
    }

    /// The questions in their official order.
    public final List<Question> questions() {
        return items.values().stream().map(question).toList();
    }

    /// Whether a question's picture is there, or none is needed.
    public final boolean hasPicture(Question asked) {
        return data != null && data.hasPicture(asked);
    }

    /// The picture of a question that has one.
    public final RgbImage picture(Question asked) {
        return Objects.requireNonNull(data).picture(asked);
    }
}
