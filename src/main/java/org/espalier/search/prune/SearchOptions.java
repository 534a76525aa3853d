package org.espalier.search.prune;

import org.espalier.task.Worded;

/// How the search goes. Values are this project's named choices: the paper's are not recovered.
///
/// @param strategy evolution, or a baseline
/// @param population candidates in a generation
/// @param generations generations at most
/// @param parents the best of a generation, which have children
/// @param elites the best that stay as they are
/// @param immigrants candidates drawn anew in each generation
/// @param mutation chance of each gene to move
/// @param proposals children drawn for each one that is scored, of which a guess from all scores picks the most
///     promising; 1 to score every child
/// @param patience generations without improvement after which the search ends; 0 for never
/// @param loss first part of the objective
/// @param omega second part
/// @param eta weight of the second part; negative for the ratio of both parts' spreads in the first generation
/// @param evolveEvery generations between two steps of search-space evolution; 0 for none
/// @param candidates the best policies that the projector is tuned for, k
/// @param tuning how it is tuned
/// @param narrow whether ranges narrow around the survivors after each such step
/// @param seed of everything random
public record SearchOptions(
        Strategy strategy,
        int population,
        int generations,
        int parents,
        int elites,
        int immigrants,
        double mutation,
        int proposals,
        int patience,
        Loss loss,
        Omega omega,
        double eta,
        int evolveEvery,
        int candidates,
        ProjectorTuning tuning,
        boolean narrow,
        long seed) {

    /// What is searched, or which baseline stands instead.
    public enum Strategy implements Worded {
        /// Evolutionary search.
        EVOLUTION,
        /// As many candidates drawn at random as evolution would score.
        RANDOM,
        /// One candidate: all ratios alike.
        UNIFORM,
        /// One candidate: OWL's ratios.
        OWL,
        /// One candidate: ratios by ECoFLaP's sensitivity.
        ECOFLAP;

        /// The name on the command line.
        @Override
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /// The strategy that a command line names.
        ///
        /// @throws org.espalier.task.WorkbenchException if there is none of that name
        public static Strategy parse(String word) {
            return Worded.parse(values(), word, "search.strategy", "there is no strategy '" + word + "'");
        }
    }

    /// Candidates that evolution scores at most, each once, projector steps apart.
    int evaluations() {
        return Math.addExact(population, Math.multiplyExact(generations - 1, Math.max(1, population - elites)));
    }
}
