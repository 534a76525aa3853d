package org.espalier.search.prune;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What came of a [Task].
///
/// @param answers mean cross-entropy of the answers' tokens, nats
/// @param kl mean divergence from the dense model at the same places, nats
/// @param right share of samples answered right
/// @param omegas every norm term by its word
public record Score(double answers, double kl, double right, Map<String, Double> omegas) {

    /// Keeps its own copy, by word.
    public Score {
        omegas = Collections.unmodifiableSequencedMap(new TreeMap<>(omegas));
    }

    /// The value of a loss.
    public double loss(Loss loss) {
        return switch (loss) {
            case ANSWERS -> answers;
            case KL -> kl;
            case ERRORS -> 1 - right;
        };
    }

    /// The value of a norm term.
    public double omega(Omega omega) {
        return omegas.getOrDefault(omega.word(), 0.0);
    }
}
