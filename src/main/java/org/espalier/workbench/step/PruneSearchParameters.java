package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import org.espalier.compress.prune.Reconstruction;
import org.espalier.search.prune.ExactPruner;
import org.espalier.search.prune.LayerRule;
import org.espalier.search.prune.Loss;
import org.espalier.search.prune.Omega;
import org.espalier.search.prune.ProjectorAim;
import org.espalier.search.prune.ProjectorTuning;
import org.espalier.search.prune.Ranges;
import org.espalier.search.prune.SearchBench;
import org.espalier.search.prune.SearchOptions;
import org.espalier.search.prune.Unit;
import org.espalier.search.prune.Weighting;
import org.jspecify.annotations.Nullable;

/// What `prune search` is asked for.
///
/// @param model the checkpoint's folder
/// @param out the run folder
/// @param calibration samples with answers, JSON lines
/// @param images the folder of their pictures; null for the file's own
/// @param heldOut more samples; null for `held-out.jsonl` beside the calibration file, or its further lines
/// @param data an easy-VQA folder whose official test questions measure the winner; null for none
/// @param samples lines to use
/// @param target share of the decoder's linear weights to prune
/// @param mode `nested`, `exact` or `auto`
/// @param lowest lowest ratio of a gene; null for the target less 0.3
/// @param highest highest ratio of a gene; null for the target and 0.3, at most 0.97
/// @param projectorAim what it learns
/// @param projectorRate learning rate of the projector; null for 2e-5 times the root of 4096 / width
/// @param workers candidates scored at a time in this process
/// @param spark scores them instead; null for this process
public record PruneSearchParameters(
        Path model,
        Path out,
        Path calibration,
        @Nullable Path images,
        @Nullable Path heldOut,
        @Nullable Path data,
        int samples,
        double target,
        String mode,
        Unit unit,
        @Nullable Double lowest,
        @Nullable Double highest,
        double step,
        SearchOptions.Strategy strategy,
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
        int folds,
        Weighting weighting,
        boolean refit,
        double damping,
        int block,
        int pictureStride,
        int evolveEvery,
        int candidates,
        int projectorSteps,
        int projectorBatch,
        @Nullable Double projectorRate,
        ProjectorAim projectorAim,
        boolean narrow,
        int workers,
        @Nullable SparkTarget spark,
        long seed,
        boolean force) {

    private static final double SPREAD = 0.3;
    private static final double MOST = 0.97;
    private static final long SMALL = 50_000_000;

    /// The defaults around what must be named.
    public static PruneSearchParameters of(Path model, Path out, Path calibration, double target) {
        return new PruneSearchParameters(
                model,
                out,
                calibration,
                null,
                null,
                null,
                64,
                target,
                "auto",
                Unit.HALF,
                null,
                null,
                0.05,
                SearchOptions.Strategy.EVOLUTION,
                24,
                20,
                8,
                2,
                1,
                0.15,
                32,
                5,
                Loss.ANSWERS,
                Omega.SPECTRAL,
                0.1,
                1,
                Weighting.ANSWERS,
                true,
                0.02,
                32,
                4,
                5,
                4,
                20,
                4,
                null,
                ProjectorAim.STATES,
                true,
                1,
                null,
                0,
                false);
    }

    /// The same search of another size, on pictures that lie elsewhere, scored by others.
    ///
    /// @param pictures the folder of the samples' pictures; null for the calibration file's own
    /// @param spark scores the candidates; null for this process
    public PruneSearchParameters sized(
            @Nullable Path pictures,
            int samples,
            int population,
            int generations,
            long seed,
            @Nullable SparkTarget spark) {
        return new PruneSearchParameters(
                model,
                out,
                calibration,
                pictures,
                heldOut,
                data,
                samples,
                target,
                mode,
                unit,
                lowest,
                highest,
                step,
                strategy,
                population,
                generations,
                Math.min(parents, population),
                Math.min(elites, population),
                immigrants,
                mutation,
                proposals,
                patience,
                loss,
                omega,
                eta,
                folds,
                weighting,
                refit,
                damping,
                block,
                pictureStride,
                evolveEvery,
                candidates,
                projectorSteps,
                projectorBatch,
                projectorRate,
                projectorAim,
                narrow,
                workers,
                spark,
                seed,
                force);
    }

    @JsonIgnore
    Ranges ranges(int genes) {
        Double low = lowest;
        Double high = highest;
        return Ranges.all(
                genes,
                low == null ? Math.max(0, target - SPREAD) : low,
                high == null ? Math.min(MOST, target + SPREAD) : high,
                step);
    }

    /// The search's options for a decoder of some width.
    SearchOptions options(int width) {
        Double rate = projectorRate;
        return new SearchOptions(
                strategy,
                population,
                generations,
                parents,
                elites,
                immigrants,
                mutation,
                proposals,
                patience,
                loss,
                omega,
                eta,
                evolveEvery,
                candidates,
                rate == null
                        ? ProjectorTuning.of(projectorSteps, width, projectorAim)
                        : new ProjectorTuning(projectorSteps, rate, projectorAim),
                narrow,
                seed);
    }

    /// How candidates are pruned.
    ///
    /// @param weights of the decoder's linear layers: `auto` is exact where they are few
    SearchBench.Setup setup(long weights) {
        boolean exact = mode.equals("exact") || (mode.equals("auto") && weights <= SMALL);
        return new SearchBench.Setup(
                exact,
                new ExactPruner.Method(
                        LayerRule.of(new Reconstruction(damping, block, refit)), weighting, refit, pictureStride),
                folds,
                workers);
    }
}
