package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `prune`.
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Prune a model, or search how to.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PruneApplyCommand.class,
            PrunePackCommand.class,
            PruneSearchCommand.class,
            PruneAblationCommand.class
        })
final class PruneCommands extends CommandGroup {}
