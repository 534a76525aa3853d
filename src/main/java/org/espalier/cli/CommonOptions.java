package org.espalier.cli;

import picocli.CommandLine.Option;

/// Options that every command has.
final class CommonOptions {

    @Option(names = "--json", description = "Print one JSON object on standard output and nothing else.")
    boolean json;

    @Option(names = "--quiet", description = "No progress.")
    boolean quiet;

    @Option(names = "--verbose", description = "On an error, also the stack trace.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;
}
