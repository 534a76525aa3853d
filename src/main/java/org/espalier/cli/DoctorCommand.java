package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Set;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.DoctorInstallStep;
import org.espalier.workbench.step.DoctorStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `doctor`: what is installed, what is missing, how to get it.
@Command(
        name = "doctor",
        description = "Look at this machine: what is installed, what is missing, how to get it.",
        footer = "Example: espalier doctor")
final class DoctorCommand extends StepCommand<DoctorStep.Result> {

    @Option(
            names = "--install",
            description = "Install what is missing and a package of the system has, with apt-get; root's rights are"
                    + " asked for where they are needed.")
    private boolean install;

    @Override
    DoctorStep.Result work(TaskContext context) {
        if (install) {
            return new DoctorInstallStep()
                    .run(new DoctorInstallStep.Parameters(Set.of()), context)
                    .machine();
        }
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
