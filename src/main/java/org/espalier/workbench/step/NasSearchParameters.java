package org.espalier.workbench.step;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What `nas search` searches, on which pictures, how.
///
/// @param options the supernet's folder as the space, and the limits
/// @param data folder or zip file of pictures
/// @param random random search, the baseline, in place of evolution
/// @param population subnets measured per generation
/// @param generations how many
/// @param parents the best, from which the next generation comes
/// @param pictures validation pictures per measurement, evenly spaced; 0 for all
/// @param out the run folder; null keeps nothing
/// @param train epochs of the supernet's own training, where the space is only a space; see [SupernetFirst]
/// @param deploy epochs of fine-tuning before the winner becomes firmware; null: no firmware
/// @param workers subnets measured at a time in this process
/// @param spark measures them instead; null for this process
/// @param proposals children of which the most promising is measured, by what was learned so far; 1: each child
/// @param uniform subnets of the first generation, at most, that are uniform and fill the flash; evolution only
/// @param finals how the best measured are fine-tuned before the winner is named; null: the best by
///     inherited weights wins
public record NasSearchParameters(
        NasSpaceOptions options,
        Path data,
        boolean random,
        int population,
        int generations,
        int parents,
        int pictures,
        long seed,
        @Nullable Path out,
        boolean force,
        int train,
        @Nullable Integer deploy,
        int workers,
        @Nullable SparkTarget spark,
        int proposals,
        int uniform,
        @Nullable Finals finals) {

    /// Children of which the most promising is measured, where nothing else was asked for.
    public static final int PROPOSALS = 32;

    /// Takes a record of a version without workers, or without proposals, for one of one.
    public NasSearchParameters {
        workers = Math.max(1, workers);
        proposals = Math.max(1, proposals);
    }

    /// With the usual number of proposals, nothing uniform first, and no finalists.
    public NasSearchParameters(
            NasSpaceOptions options,
            Path data,
            boolean random,
            int population,
            int generations,
            int parents,
            int pictures,
            long seed,
            @Nullable Path out,
            boolean force,
            int train,
            @Nullable Integer deploy,
            int workers,
            @Nullable SparkTarget spark) {
        this(
                options,
                data,
                random,
                population,
                generations,
                parents,
                pictures,
                seed,
                out,
                force,
                train,
                deploy,
                workers,
                spark,
                PROPOSALS,
                0,
                null);
    }

    /// The same search of another space.
    NasSearchParameters of(NasSpaceOptions other) {
        return at(other, data, out);
    }

    /// The same with every path absolute.
    NasSearchParameters absolute(Path run) {
        return at(
                options.absolute(),
                data.toAbsolutePath().normalize(),
                run.toAbsolutePath().normalize());
    }

    /// The same of another space, data, and folder.
    NasSearchParameters at(NasSpaceOptions space, Path pictureFolder, @Nullable Path run) {
        return new NasSearchParameters(
                space,
                pictureFolder,
                random,
                population,
                generations,
                parents,
                pictures,
                seed,
                run,
                force,
                train,
                deploy,
                workers,
                SparkTarget.absolute(spark),
                proposals,
                uniform,
                finals);
    }

    /// How the best measured subnets are fine-tuned; the most accurate on validation after it wins.
    ///
    /// @param count finalists, at most
    /// @param epochs passes over the training pictures
    /// @param rate peak learning rate
    public record Finals(int count, int epochs, double rate) {}
}
