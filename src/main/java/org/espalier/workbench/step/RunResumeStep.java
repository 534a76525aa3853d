package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;

/// Continues an interrupted run, whichever step it belongs to. The result is that step's own.
public final class RunResumeStep implements Step<RunResumeStep.Parameters, Record> {

    /// Every step whose runs can be continued.
    private static final List<Resumable<?>> STEPS = List.of(
            new ModelEvaluateStep(),
            new ModelTrainStep(),
            new NasTrainStep(),
            new NasSearchStep(),
            new NasRetrainStep(),
            new NasEvolveStep(),
            new PruneSearchStep(),
            new PruneAblationStep(),
            new NasAblationStep());

    /// What to continue.
    ///
    /// @param run the run's folder
    public record Parameters(Path run) {}

    /// The result of a run that was finished already, as its folder keeps it.
    public record Kept(@JsonValue JsonNode result) {}

    @Override
    public String name() {
        return "run resume";
    }

    @Override
    public Record run(Parameters parameters, TaskContext context) {
        Run run = Run.open(parameters.run());
        String step = run.record().step();
        if (run.status() == RunStatus.DONE) {
            return new Kept(run.result()
                    .orElseThrow(() -> WorkbenchException.input(
                            "run.result",
                            parameters.run() + " has ended, but its result.json is gone",
                            "Start it again: 'espalier run copy-command " + parameters.run() + "' prints how.")));
        }
        Resumable<?> resumable = STEPS.stream()
                .filter(candidate -> candidate.name().equals(step))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.input(
                        "run.resume.step",
                        parameters.run() + " is a run of '" + step + "', which cannot be continued",
                        "Start it again: 'espalier run copy-command " + parameters.run() + "' prints how. These can be"
                                + " continued: " + names() + "."));
        return resumable.resume(parameters.run(), context);
    }

    private static String names() {
        return STEPS.stream().map(Resumable::name).collect(Collectors.joining(", "));
    }
}
