package org.espalier.workbench.step;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.run.CommandText;
import org.espalier.workbench.run.Repeat;
import org.espalier.workbench.run.Run;

/// `run copy-command`: the line for a shell that does a run again.
public final class RunCommandStep implements Step<RunCommandStep.Parameters, RunCommandStep.Result> {

    /// Which run.
    ///
    /// @param run the run's folder
    public record Parameters(Path run) {}

    /// Its command.
    ///
    /// @param command one line for a shell, quoted where needed
    /// @param arguments the same as arguments, without the program
    public record Result(String schema, String command, List<String> arguments) {}

    @Override
    public String name() {
        return "run copy-command";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        List<String> arguments = Repeat.of(Run.open(parameters.run()).record());
        String line = CommandText.of(arguments);
        Optional<Path> launcher = onPath() ? Optional.empty() : Installation.launcher();
        if (launcher.isPresent()) {
            String program = CommandText.of(List.of(launcher.get().toString())).substring("espalier ".length());
            line = program + line.substring("espalier".length());
        }
        return new Result("espalier.command/1", line, arguments);
    }

    private static boolean onPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "espalier")));
    }
}
