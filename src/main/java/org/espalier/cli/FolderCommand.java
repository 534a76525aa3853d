package org.espalier.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.Step;
import picocli.CommandLine.Parameters;

/// A command that asks one folder, a project or a run, one thing.
///
/// @param <P> the step's parameters
/// @param <R> the step's result
abstract class FolderCommand<P extends Record, R extends Record> extends StepCommand<R> {

    private final Step<P, R> step;
    private final Function<Path, P> parameters;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /// Asks by `step`.
    ///
    /// @param parameters from the folder to what the step wants
    FolderCommand(Step<P, R> step, Function<Path, P> parameters) {
        this.step = step;
        this.parameters = parameters;
    }

    /// The folder that was asked.
    final Path folder() {
        return folder;
    }

    @Override
    final R work(TaskContext context) {
        return step.run(parameters.apply(folder), context);
    }
}
