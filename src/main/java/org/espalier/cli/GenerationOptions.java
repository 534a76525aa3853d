package org.espalier.cli;

import picocli.CommandLine.Option;

/// How many generations a subnet search breeds, of how many subnets.
final class GenerationOptions {

    @Option(
            names = "--population",
            paramLabel = "N",
            defaultValue = "20",
            description = "Subnets of a generation; default: ${DEFAULT-VALUE}.")
    int population = 20;

    @Option(
            names = "--generations",
            paramLabel = "N",
            defaultValue = "5",
            description = "Generations; default: ${DEFAULT-VALUE}.")
    int generations = 5;

    @Option(
            names = "--parents",
            paramLabel = "N",
            defaultValue = "10",
            description = "The best subnets, which the next generation comes from; default: ${DEFAULT-VALUE}.")
    int parents = 10;
}
