package org.espalier.search.prune;

import java.util.Locale;

/// A score that is wanted. Its key says all that the score depends on within one search, so that any evaluator,
/// asked again, gives the same.
///
/// @param candidate the policy
/// @param part which samples
/// @param projector version of the projector before the decoder: "0" for the model's own
/// @param finished whether the winner's way of pruning is meant, not the search's
public record Task(Candidate candidate, Part part, String projector, boolean finished) {

    /// The task as a line of a file can name it.
    public String key() {
        return (finished ? "final/" : "") + part.name().toLowerCase(Locale.ROOT) + "/" + projector + "/"
                + candidate.id();
    }
}
