package org.espalier.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The root of the command line.
@Command(
        name = "espalier",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prunes large vision-language models and fits vision transformers to microcontrollers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ModelCommands.class,
            PruneCommands.class,
            NasCommands.class,
            McuCommands.class,
            BoardCommands.class,
            ProjectCommands.class,
            RunCommands.class,
            DoctorCommand.class,
            ViewCommand.class
        })
final class EspalierCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
