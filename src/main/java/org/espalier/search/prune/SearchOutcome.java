package org.espalier.search.prune;

import java.util.List;

/// What a search has found.
///
/// @param winner the policy
/// @param projector version of the projector that goes with it
/// @param objective of the winner as the search saw it
/// @param eta weight of the norm term that was used
/// @param search the winner's score as the search saw it
/// @param fitted the winner pruned its final way, on the proxy samples
/// @param heldOut the same on the held-out samples
/// @param scored distinct candidates scored
/// @param generations one after another
/// @param evolutions steps of search-space evolution
public record SearchOutcome(
        Candidate winner,
        String projector,
        double objective,
        double eta,
        Score search,
        Score fitted,
        Score heldOut,
        int scored,
        List<Generation> generations,
        List<ProjectorEvolution.Step> evolutions) {

    /// A generation in short.
    ///
    /// @param number from 0
    /// @param projector version that its scores are tagged with
    /// @param scored distinct candidates scored so far
    /// @param best the best candidate so far under this projector
    /// @param objective of the best
    /// @param mean objective of the generation's candidates
    /// @param loss of the best on the proxy samples
    /// @param omega of the best
    /// @param heldOut loss of the best on the held-out samples
    /// @param gap held-out loss less proxy loss
    public record Generation(
            int number,
            String projector,
            int scored,
            String best,
            double objective,
            double mean,
            double loss,
            double omega,
            double heldOut,
            double gap) {}
}
