package org.espalier.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.ui.shell.WindowLauncher;
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
            ClusterCommands.class,
            DoctorCommand.class,
            BenchCommand.class,
            ViewCommand.class,
            TourCommand.class
        })
final class EspalierCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /// Without a command: the window, or where there is no display the tour.
    @Override
    public Integer call() {
        if (WindowLauncher.displayAvailable()) {
            WindowLauncher.launch(List.of());
            return Terminal.DONE;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "There is no display for the window; running the tour instead ('espalier --help' lists the commands).");
        err.flush();
        return spec.commandLine().execute("tour");
    }
}
