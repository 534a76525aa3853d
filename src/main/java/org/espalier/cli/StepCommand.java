package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The shape of a command: run one step, print its result as JSON or as text.
///
/// @param <R> the step's result record; its first component is `schema`
abstract class StepCommand<R extends Record> implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    /// Runs the step with what the options say.
    abstract R work(TaskContext context);

    /// Prints the result for a person.
    abstract void print(R result, PrintWriter out);

    /// The exit code for this result; 0 unless a command means something else by it.
    int exitCode(R result) {
        return Terminal.DONE;
    }

    /// The folder of a finished result that becomes a run, so that it can be shown, compared and done again; null where
    /// the step records itself or leaves no folder.
    @Nullable
    Path recorded() {
        return null;
    }

    @Override
    public final Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        R result;
        try (ProgressPrinter progress = ProgressPrinter.start(err, common.quiet)) {
            Path place = recorded();
            result = work(place == null ? progress : new RecordedResult(progress, place, () -> AskedFor.of(spec)));
        }
        if (common.json) {
            out.println(Json.line(result));
        } else {
            print(result, out);
        }
        out.flush();
        return exitCode(result);
    }

    /// Where a command may print while it works (a streamed answer); null with `--json`.
    @Nullable
    PrintWriter live() {
        return common.json ? null : spec.commandLine().getOut();
    }
}
