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
            NasMemoryCommand.class,
            NasDefinitionsCommand.class,
            NasLargestCommand.class,
            NasStepCommand.class,
            NasTrainCommand.class,
            NasEvolveCommand.class,
            NasSearchCommand.class,
            NasMeasureCommand.class,
            NasAblationCommand.class,
            NasRetrainCommand.class
        })
final class NasCommands extends CommandGroup {}
