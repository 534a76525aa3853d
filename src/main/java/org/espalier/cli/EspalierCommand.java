package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.shell.WindowLauncher;
import org.espalier.workbench.project.Project;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The root of the command line.
@Command(
        name = "espalier",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prunes large vision-language models and fits vision transformers to microcontrollers.",
        synopsisSubcommandLabel = "COMMAND")
final class EspalierCommand implements Callable<Integer> {

    private static final List<Class<?>> COMMANDS = List.of(
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
            WalkCommand.class,
            TourCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "PROJECT",
            description = "without a command: the project to open in the window, its folder or its project.json")
    private List<String> projects = List.of();

    /// The command line for `words`. Where they begin with a command's name it lacks the others: making them would take
    /// longer than many a command.
    static CommandLine line(List<String> words) {
        CommandLine line = new CommandLine(new EspalierCommand());
        List<Class<?>> named = words.isEmpty()
                ? List.of()
                : COMMANDS.stream()
                        .filter(type -> name(type).equals(words.getFirst()))
                        .toList();
        (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
        OptionValues.register(line);
        return line;
    }

    private static String name(Class<?> type) {
        return type.getAnnotation(Command.class).name();
    }

    /// Without a command: a project in the window, or, where there is no display for a [WindowCommand], the tour.
    @Override
    public Integer call() {
        if (!projects.isEmpty()) {
            return open();
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "There is no display for the window; running the tour instead ('espalier --help' lists the commands).");
        err.flush();
        return spec.commandLine().execute("tour");
    }

    private int open() {
        Path path = Path.of(projects.getFirst());
        if (projects.size() > 1 || !Files.exists(path)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "there is no command and no project '" + String.join(" ", projects) + "'");
        }
        Path folder = Project.open(path).folder();
        if (!WindowLauncher.displayAvailable()) {
            throw WorkbenchException.tool(
                    "window.display",
                    "there is no display for the window",
                    "Start from a desktop session, or use commands: 'espalier project show " + path + "'.");
        }
        WindowLauncher.launch(folder);
        return Terminal.DONE;
    }
}
