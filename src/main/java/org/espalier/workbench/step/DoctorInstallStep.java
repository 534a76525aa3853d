package org.espalier.workbench.step;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.espalier.task.ChildProcess;
import org.espalier.task.Programs;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// `doctor --install`: gets what is missing on this machine, where a package of the system has it. Without root's
/// rights the system's own dialog asks for the password (pkexec).
public final class DoctorInstallStep implements Step<DoctorInstallStep.Parameters, DoctorInstallStep.Result> {

    private static final String REMEDY = "apt-get install ";
    private static final int LONGEST_STAGE = 100;
    private static final int LINES_KEPT = 5;

    /// A dialog may wait that long for its password.
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final String WAITING =
            "Answer the dialog that asks for the password, or wait until no other program installs, and repeat.";

    /// What to get.
    ///
    /// @param names of [DoctorStep.Item]s; all that are missing if empty
    public record Parameters(Set<String> names) {

        /// Copies the names.
        public Parameters {
            names = Set.copyOf(names);
        }
    }

    /// What was done.
    ///
    /// @param packages that were installed
    /// @param machine as it is now
    public record Result(String schema, List<String> packages, DoctorStep.Result machine) {}

    @Override
    public String name() {
        return "doctor install";
    }

    /// Whether this step can get it here; looks for programs on the disk.
    public static boolean possible(DoctorStep.Item item) {
        return !packages(item).isEmpty() && Programs.find("apt-get").isPresent() && prefix().isPresent();
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        List<DoctorStep.Item> missing = look(context).items().stream()
                .filter(item -> !item.present())
                .filter(item ->
                        parameters.names().isEmpty() || parameters.names().contains(item.name()))
                .toList();
        SequencedSet<String> packages = new LinkedHashSet<>();
        missing.forEach(item -> packages.addAll(packages(item)));
        if (!packages.isEmpty()) {
            install(List.copyOf(packages), context);
        }
        return new Result("espalier.install/1", List.copyOf(packages), look(context));
    }

    private static DoctorStep.Result look(TaskContext context) {
        return new DoctorStep().run(new DoctorStep.Parameters(), context);
    }

    /// The packages that a remedy names; none if it is another kind of remedy.
    private static List<String> packages(DoctorStep.Item item) {
        String remedy = item.remedy();
        return remedy == null || !remedy.startsWith(REMEDY)
                ? List.of()
                : List.of(remedy.substring(REMEDY.length()).split(" ")).stream()
                        .filter(word -> !word.startsWith("-"))
                        .toList();
    }

    /// What stands before the command: nothing for root, else the program that asks for the password; empty if there is
    /// none.
    private static Optional<List<String>> prefix() {
        return System.getProperty("user.name", "").equals("root")
                ? Optional.of(List.of())
                : Programs.find("pkexec").map(found -> List.of(found.toString()));
    }

    private static void install(List<String> packages, TaskContext context) {
        String by = "As root: apt-get install " + String.join(" ", packages);
        Path apt = Programs.find("apt-get")
                .orElseThrow(() -> WorkbenchException.tool(
                        "doctor.apt", "there is no apt-get on this machine", "Install the programs by hand."));
        List<String> command = new ArrayList<>(prefix().orElseThrow(() ->
                WorkbenchException.tool("doctor.rights", "only root may install, and there is no pkexec", by)));
        command.addAll(List.of(apt.toString(), "install", "-y", "--no-install-recommends"));
        command.addAll(packages);
        context.stage("Installing " + String.join(", ", packages));
        List<String> last = new ArrayList<>();
        var program = new ChildProcess("doctor.install", by, WAITING, ChildProcess.Ending.ASK);
        int code = program.run(
                command,
                SILENCE,
                said -> {
                    String line = said.strip();
                    last.add(line);
                    if (last.size() > LINES_KEPT) {
                        last.removeFirst();
                    }
                    context.stage(line.substring(0, Math.min(LONGEST_STAGE, line.length())));
                },
                context);
        if (code != 0) {
            throw WorkbenchException.tool(
                    "doctor.install",
                    "apt-get did not install " + String.join(", ", packages) + " (exit code " + code + "): "
                            + String.join(" ", last),
                    by);
        }
    }
}
