package org.espalier.cli;

import java.io.PrintWriter;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.DoctorStep;
import picocli.CommandLine.Command;

/// `doctor`: what is installed, what is missing, how to get it.
@Command(
        name = "doctor",
        description = "Look at this machine: what is installed, what is missing, how to get it.",
        footer = "Example: espalier doctor")
final class DoctorCommand extends StepCommand<DoctorStep.Result> {

    @Override
    DoctorStep.Result work(TaskContext context) {
        return new DoctorStep().run(new DoctorStep.Parameters(), context);
    }

    @Override
    void print(DoctorStep.Result result, PrintWriter out) {
        for (DoctorStep.Item item : result.items()) {
            out.printf("%-8s %-22s %s%n", item.present() ? "ok" : "missing", item.name(), item.detail());
            if (item.remedy() != null) {
                out.printf("%-8s %-22s what to do: %s%n", "", "", item.remedy());
            }
        }
    }
}
