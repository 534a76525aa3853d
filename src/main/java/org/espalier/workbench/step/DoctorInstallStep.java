package org.espalier.workbench.step;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.espalier.task.CancelledException;
import org.espalier.task.Programs;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// `doctor --install`: gets what is missing on this machine, where a package of the system has it. Without root's
/// rights
/// the system's own dialog asks for the password (pkexec).
public final class DoctorInstallStep implements Step<DoctorInstallStep.Parameters, DoctorInstallStep.Result> {

    private static final String REMEDY = "apt-get install ";
    private static final int LONGEST_STAGE = 100;
    private static final int LINES_KEPT = 5;

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
        int code = run(command, last, context);
        if (code != 0) {
            throw WorkbenchException.tool(
                    "doctor.install",
                    "apt-get did not install " + String.join(", ", packages) + " (exit code " + code + "): "
                            + String.join(" ", last),
                    by);
        }
    }

    private static int run(List<String> command, List<String> last, TaskContext context) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            Process process = builder.start();
            try (BufferedReader lines = process.inputReader()) {
                process.getOutputStream().close();
                while (process.isAlive() || lines.ready()) {
                    context.checkCancelled();
                    String line = lines.ready() ? lines.readLine() : null;
                    if (line == null) {
                        Thread.sleep(20);
                    } else if (!line.isBlank()) {
                        last.add(line.strip());
                        if (last.size() > LINES_KEPT) {
                            last.removeFirst();
                        }
                        context.stage(line.strip()
                                .substring(
                                        0, Math.min(LONGEST_STAGE, line.strip().length())));
                    }
                }
                return process.waitFor();
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    "doctor.install", command.getFirst() + " cannot be started: " + e.getMessage(), "Install by hand.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }
}
