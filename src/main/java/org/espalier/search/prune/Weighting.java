package org.espalier.search.prune;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// How much each token of a sample counts in the statistics that pruning goes by.
public enum Weighting implements Worded {
    /// All alike, as published: nine in ten tokens stand for pictures, so the statistics are those of pictures.
    TOKENS("tokens"),
    /// Pictures and texts count alike in sum.
    MODALITY("modality"),
    /// Pictures, texts and the places where answers are predicted count alike in sum.
    ANSWERS("answers");

    private final String word;

    Weighting(String word) {
        this.word = word;
    }

    /// The name on the command line.
    @Override
    public String word() {
        return word;
    }

    /// The weighting that a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Weighting parse(String word) {
        return Worded.parse(values(), word, "search.weighting", "there is no weighting '" + word + "'");
    }

    /// The weight of each kind of place: 0 for padding, on average 1 for the others.
    Map<AnswerRows.Place, Double> weights(List<AnswerRows.Batch> batches) {
        Map<AnswerRows.Place, Integer> census = AnswerRows.census(batches);
        double image = census.getOrDefault(AnswerRows.Place.IMAGE, 0);
        double text = census.getOrDefault(AnswerRows.Place.TEXT, 0);
        double answer = census.getOrDefault(AnswerRows.Place.ANSWER, 0);
        double all = image + text + answer;
        Map<AnswerRows.Place, Double> weights = new EnumMap<>(AnswerRows.Place.class);
        weights.put(AnswerRows.Place.PADDING, 0.0);
        switch (this) {
            case TOKENS -> {
                weights.put(AnswerRows.Place.IMAGE, 1.0);
                weights.put(AnswerRows.Place.TEXT, 1.0);
                weights.put(AnswerRows.Place.ANSWER, 1.0);
            }
            case MODALITY -> {
                double parts = image > 0 ? 2 : 1;
                weights.put(AnswerRows.Place.IMAGE, all / (parts * Math.max(1, image)));
                weights.put(AnswerRows.Place.TEXT, all / (parts * Math.max(1, text + answer)));
                weights.put(AnswerRows.Place.ANSWER, all / (parts * Math.max(1, text + answer)));
            }
            case ANSWERS -> {
                double parts = (image > 0 ? 1 : 0) + (text > 0 ? 1 : 0) + (answer > 0 ? 1 : 0);
                weights.put(AnswerRows.Place.IMAGE, all / (parts * Math.max(1, image)));
                weights.put(AnswerRows.Place.TEXT, all / (parts * Math.max(1, text)));
                weights.put(AnswerRows.Place.ANSWER, all / (parts * Math.max(1, answer)));
            }
        }
        return weights;
    }
}
