package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `board`.
@Command(
        name = "board",
        mixinStandardHelpOptions = true,
        description = "Flash, run and measure boards, real and virtual.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BoardListCommand.class,
            BoardFlashCommand.class,
            BoardClassifyCommand.class,
            BoardDiffCommand.class,
            BoardBenchmarkCommand.class,
            BoardMonitorCommand.class,
            BoardServeCommand.class
        })
final class BoardCommands extends CommandGroup {}
