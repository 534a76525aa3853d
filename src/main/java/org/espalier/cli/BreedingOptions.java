package org.espalier.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a policy search makes its candidates.
final class BreedingOptions {

    @Option(names = "--lowest", paramLabel = "R", description = "Lowest ratio of a gene; default: target - 0.3.")
    @Nullable
    Double lowest;

    @Option(
            names = "--highest",
            paramLabel = "R",
            description = "Highest ratio of a gene; default: target + 0.3, at most 0.97.")
    @Nullable
    Double highest;

    @Option(names = "--step", paramLabel = "R", defaultValue = "0.05", description = "Grid; default: ${DEFAULT-VALUE}.")
    double step = 0.05;

    @Option(
            names = "--strategy",
            defaultValue = "evolution",
            description = "evolution, or as a baseline random (as many candidates), uniform, owl, ecoflap; default:"
                    + " ${DEFAULT-VALUE}.")
    String strategy = "evolution";

    @Option(
            names = "--population",
            paramLabel = "N",
            defaultValue = "24",
            description = "Candidates in a generation; default: ${DEFAULT-VALUE}.")
    int population = 24;

    @Option(
            names = "--generations",
            paramLabel = "N",
            defaultValue = "20",
            description = "Generations at most; default: ${DEFAULT-VALUE}.")
    int generations = 20;

    @Option(
            names = "--parents",
            defaultValue = "8",
            description = "Best that have children; default: ${DEFAULT-VALUE}.")
    int parents = 8;

    @Option(names = "--elites", defaultValue = "2", description = "Best that stay; default: ${DEFAULT-VALUE}.")
    int elites = 2;

    @Option(
            names = "--immigrants",
            defaultValue = "1",
            description = "Drawn anew each generation; default: ${DEFAULT-VALUE}.")
    int immigrants = 1;

    @Option(
            names = "--mutation",
            defaultValue = "0.15",
            description = "Chance of a gene to move one or two steps; default: ${DEFAULT-VALUE}.")
    double mutation = 0.15;

    @Option(
            names = "--proposals",
            paramLabel = "N",
            defaultValue = "32",
            description = "Children drawn for each that is scored: a guess from all scores so far, which costs next to"
                    + " nothing, picks the most promising; 1 scores every child; default: ${DEFAULT-VALUE}.")
    int proposals = 32;

    @Option(
            names = "--patience",
            defaultValue = "5",
            description = "Generations without improvement before the end; 0: never; default: ${DEFAULT-VALUE}.")
    int patience = 5;

    @Option(names = "--no-narrowing", description = "Do not narrow the ranges of ratios around the survivors.")
    boolean noNarrowing;
}
