package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `prune`.
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Prune a model and compare the results.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PruneApplyCommand.class})
final class PruneCommands extends CommandGroup {}
