package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `nas`.
@Command(
        name = "nas",
        mixinStandardHelpOptions = true,
        description = "Train and search vision transformer supernets.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NasSpaceCommand.class,
            NasSubnetCommand.class,
            NasStepCommand.class,
            NasSearchCommand.class,
            NasTrainCommand.class,
            NasRetrainCommand.class
        })
final class NasCommands extends CommandGroup {}
