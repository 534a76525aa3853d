package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `model`.
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Open, ask, train and measure models.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ModelAskCommand.class,
            ModelCompareCommand.class,
            ModelEvaluateCommand.class,
            ModelInspectCommand.class,
            ModelLogitsCommand.class,
            ModelMagnitudesCommand.class,
            ModelTrainCommand.class
        })
final class ModelCommands extends CommandGroup {}
