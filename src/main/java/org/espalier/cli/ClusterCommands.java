package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `cluster`.
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description =
                "Make this machine the master or a worker of a Spark cluster for 'prune search' and 'nas search'.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ClusterMasterCommand.class, ClusterWorkerCommand.class})
final class ClusterCommands extends CommandGroup {}
