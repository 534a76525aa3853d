package org.espalier.workbench.step;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.task.ChildProcess;
import org.espalier.task.Programs;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Form;
import org.espalier.workbench.project.Installation;
import org.jspecify.annotations.Nullable;

/// Looks at this machine: what is installed, what is missing, how to get it. Loads no engine.
public final class DoctorStep implements Step<DoctorStep.Parameters, DoctorStep.Result> {

    /// Nothing to choose.
    public record Parameters() {}

    /// What was found.
    ///
    /// @param items in the order a user meets them
    public record Result(String schema, List<Item> items) {}

    /// One thing that was looked for.
    ///
    /// @param name what it is called on screen
    /// @param present whether it is there
    /// @param detail version or place, or what cannot be done without it
    /// @param remedy how to get it; null when it is there
    public record Item(
            String name,
            boolean present,
            String detail,
            @Nullable String remedy) {}

    private static final ChildProcess VERSION =
            new ChildProcess("doctor.tool", "Install it again.", "Install it again.", ChildProcess.Ending.KILL);

    /// How long a program may think about its version.
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        List<Item> items = new ArrayList<>();
        items.add(new Item("Java", true, Runtime.version() + ", " + memory() + " of memory for models", null));
        items.add(new Item("Processor", true, processor(), null));
        items.add(kernels());
        items.add(engine());
        items.add(samples());
        items.add(display());
        items.add(tool(
                context,
                "C compiler for boards",
                "no firmware can be built",
                "apt-get install --no-install-recommends gcc-arm-none-eabi",
                "arm-none-eabi-gcc",
                "-dumpfullversion"));
        items.add(
                tool(context, "make", "no firmware can be built by hand", "apt-get install make", "make", "--version"));
        items.add(virtualBoard());
        items.add(tool(
                context,
                "OpenOCD",
                "flash through ST-LINK needs it or st-flash",
                "apt-get install openocd",
                "openocd",
                "--version"));
        items.add(tool(
                context,
                "st-flash",
                "flash through ST-LINK needs it or OpenOCD",
                "apt-get install stlink-tools",
                "st-flash",
                "--version"));
        items.add(tool(
                context,
                "dfu-util",
                "flash without a probe needs it",
                "apt-get install dfu-util",
                "dfu-util",
                "--version"));
        items.add(serialRights());
        return new Result("espalier.doctor/1", List.copyOf(items));
    }

    private static String memory() {
        return "%.1f GiB".formatted(Runtime.getRuntime().maxMemory() / (double) (1L << 30));
    }

    private static String processor() {
        int cores = Runtime.getRuntime().availableProcessors();
        String model = System.getProperty("os.arch");
        String vectors = "";
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            List<String> first = lines.takeWhile(line -> !line.isBlank()).toList();
            model = value(first, "model name", model);
            String flags = " " + value(first, "flags", "") + " ";
            vectors = flags.contains(" avx512bw ") ? ", AVX-512" : flags.contains(" avx2 ") ? ", AVX2" : "";
        } catch (IOException e) {
            model = System.getProperty("os.arch") + " (no details from this system)";
        }
        return model + ", " + cores + (cores == 1 ? " core" : " cores") + vectors;
    }

    private static String value(List<String> lines, String key, String otherwise) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    /// The decoder's kernels, timed at the first start and remembered.
    private static Item kernels() {
        FastestKernels fastest = FastestKernels.shared();
        String chosen = Stream.of(Form.DENSE_BF16, Form.SPARSE_BF16)
                .map(form -> {
                    boolean known = fastest.known(form).isPresent();
                    return form.words() + ": " + words(fastest.choice(form), known);
                })
                .collect(Collectors.joining("; "));
        String kept = fastest.kept().map(path -> ", kept in " + fromHome(path)).orElse("");
        return new Item("Decoder kernels", true, chosen + " (measured, one thread" + kept + ")", null);
    }

    /// A path that starts at the user's folder as shells write it.
    private static String fromHome(Path path) {
        Path home = Path.of(System.getProperty("user.home"));
        return path.startsWith(home) ? "~/" + home.relativize(path) : path.toString();
    }

    /// A choice with its figures: "512-bit vectors, 5.1 billion weights/s, 256-bit vectors 1.31 times as long, found
    /// out in 1.24 s earlier". Hopeless candidates are not timed to the end: they take three times as long or more.
    ///
    /// @param known whether it was known before it was asked for
    private static String words(FastestKernels.Choice choice, boolean known) {
        StringBuilder words = new StringBuilder(String.format(
                Locale.ROOT, "%s, %.1f billion weights/s", choice.kernels().name(), choice.gigaweights()));
        choice.slower()
                .forEach((name, times) -> words.append(", ")
                        .append(name)
                        .append(times < 3 ? String.format(Locale.ROOT, " %.2f", times) : " 3 or more")
                        .append(" times as long"));
        return words.append(String.format(
                        Locale.ROOT, ", found out in %.2f s %s", choice.seconds(), known ? "earlier" : "just now"))
                .toString();
    }

    private static Item engine() {
        boolean there = DoctorStep.class.getClassLoader().getResource("native/lib/pytorch.properties") != null
                || classPathHolds("pytorch-native-cpu");
        return there
                ? new Item("PyTorch engine", true, "processor only, inside this installation", null)
                : new Item(
                        "PyTorch engine",
                        false,
                        "models can be inspected but not run",
                        "Start with installer/espalier, which fetches it.");
    }

    private static boolean classPathHolds(String name) {
        String[] entries = System.getProperty("java.class.path", "").split(java.io.File.pathSeparator);
        return Stream.of(entries).anyMatch(entry -> entry.contains(name));
    }

    private static Item samples() {
        int count = Installation.samples().size();
        return count > 0
                ? new Item("Sample projects", true, count + " in " + Installation.root(), null)
                : new Item(
                        "Sample projects",
                        false,
                        "the tour and the welcome page need them",
                        "Start with installer/espalier from a complete copy.");
    }

    private static Item display() {
        String display = System.getenv("DISPLAY");
        String wayland = System.getenv("WAYLAND_DISPLAY");
        return display == null && wayland == null
                ? new Item(
                        "Display",
                        false,
                        "the window cannot open; every command works, and 'view' draws each page to a file",
                        "Start from a desktop session, or set DISPLAY.")
                : new Item("Display", true, display == null ? String.valueOf(wayland) : display, null);
    }

    private static Item virtualBoard() {
        return Stream.of("/usr/lib", "/usr/lib64", "/usr/local/lib")
                .map(folder -> find(Path.of(folder), "libunicorn.so.2"))
                .flatMap(Optional::stream)
                .findFirst()
                .map(found -> new Item("Virtual board", true, "Unicorn, " + found, null))
                .orElse(new Item(
                        "Virtual board", false, "firmware runs on real boards only", "apt-get install libunicorn2"));
    }

    private static Optional<Path> find(Path folder, String name) {
        try (Stream<Path> files = Files.find(folder, 2, (p, _) -> name.equals(String.valueOf(p.getFileName())))) {
            return files.min(Comparator.naturalOrder());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static Item serialRights() {
        Path devices = Path.of("/dev");
        try (Stream<Path> ports = Files.list(devices)) {
            List<Path> usb = ports.filter(p -> p.getFileName().toString().matches("tty(ACM|USB)\\d+"))
                    .sorted()
                    .toList();
            List<Path> closed = usb.stream().filter(p -> !Files.isWritable(p)).toList();
            if (!closed.isEmpty()) {
                return new Item(
                        "Serial ports",
                        false,
                        closed.getFirst() + " may not be opened by this user",
                        "As root: usermod -aG dialout " + System.getProperty("user.name") + ", then log in again.");
            }
            return new Item("Serial ports", true, usb.isEmpty() ? "no USB board is plugged in" : usb.toString(), null);
        } catch (IOException e) {
            return new Item("Serial ports", false, "/dev cannot be listed", "Check the rights of /dev.");
        }
    }

    /// A program that is there answers what version it is.
    private static Item tool(TaskContext context, String name, String without, String remedy, String... command) {
        List<String> said = new ArrayList<>();
        try {
            int exit = VERSION.run(Programs.command(List.of(command)), ANSWER, said::add, context);
            String first = said.isEmpty() ? "" : said.getFirst().strip();
            return exit == 0
                    ? new Item(name, true, first, null)
                    : new Item(name, false, without + "; " + command[0] + " is there but fails: " + first, remedy);
        } catch (WorkbenchException e) {
            boolean missing = Programs.find(command[0]).isEmpty();
            return new Item(name, false, missing ? without : without + "; " + e.getMessage(), remedy);
        }
    }
}
