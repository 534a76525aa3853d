package org.espalier.firmware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.plan.Board;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Writes a project and builds its image.
public final class FirmwareBuilder {

    /// The folder of the network within a project, for tools on the host.
    public static final String NETWORK = "network";

    /// The board's description within a project.
    public static final String BOARD = "board.json";

    /// The plan within a project.
    public static final String PLAN = "plan.json";

    private static final Pattern OVERFLOW = Pattern.compile("region [`'](\\w+)' overflowed by (\\d+) bytes?");

    private final QuantizedNetwork network;
    private final Plan plan;
    private final Board board;
    private final TaskContext context;

    private FirmwareBuilder(QuantizedNetwork network, Plan plan, Board board, TaskContext context) {
        this.network = network;
        this.plan = plan;
        this.board = board;
        this.context = context;
    }

    /// Where a project goes.
    ///
    /// @param force whether an existing project is replaced; its `user/` stays
    /// @param reads files and folders that the project is made of: what holds one of them is not replaced
    public record Place(Path folder, boolean force, List<Path> reads) {

        /// Keeps its own copy.
        public Place {
            reads = List.copyOf(reads);
        }
    }

    /// Generates and builds the project of a network that was read from no file.
    ///
    /// @param force whether an existing project is replaced; its `user/` stays
    /// @throws WorkbenchException as the other
    public static BuiltFirmware build(
            QuantizedNetwork network, Plan plan, Board board, Path folder, boolean force, TaskContext context) {
        return build(network, plan, board, new Place(folder, force, List.of()), context);
    }

    /// Generates the project of a network into a folder, which appears whole or not at all, and builds it.
    ///
    /// @throws WorkbenchException infeasible if it does not fit the board; tool if the compiler is
    /// missing or fails
    public static BuiltFirmware build(
            QuantizedNetwork network, Plan plan, Board board, Place place, TaskContext context) {
        plan.requireFit();
        Path folder = place.folder();
        try (OutputFolder out = OutputFolder.create(folder, place.force(), place.reads())) {
            BuiltFirmware built = new FirmwareBuilder(network, plan, board, context).build(out.path(), folder);
            context.checkCancelled();
            out.commit();
            return built.at(folder);
        }
    }

    private BuiltFirmware build(Path work, Path target) {
        try {
            context.stage("Generating C for " + network.name());
            FirmwareGenerator.project(network, plan, board, Planner.STACK_BYTES)
                    .forEach((name, bytes) -> write(work.resolve(name), bytes));
            keepUser(target.resolve(FirmwareGenerator.USER), work.resolve(FirmwareGenerator.USER));
            Json.write(work.resolve(BOARD), board);
            Json.write(work.resolve(PLAN), plan);
            Files.createDirectories(work.resolve(NETWORK));
            NetworkFile.write(network, work.resolve(NETWORK));
            BuiltFirmware built = new LinkedImage(network, plan, board).of(work, compile(work));
            Json.write(work.resolve(BuiltFirmware.FILE), built);
            return built;
        } catch (IOException | UncheckedIOException e) {
            throw WorkbenchException.input(
                    "firmware.unwritable",
                    target + ": cannot be written: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keepUser(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        OutputFolder.delete(to);
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /// Compiles and links, and returns the stack's bound.
    ///
    /// @throws WorkbenchException if there is none, or it is beyond what is set aside, by code of the user's
    private long compile(Path work) throws IOException {
        try {
            long deepest = compileAndBound(work);
            if (deepest > Planner.STACK_BYTES) {
                throw WorkbenchException.infeasible(
                        "firmware.stack",
                        String.format(
                                "the program can need %,d bytes of stack, %,d are set aside for it",
                                deepest, Planner.STACK_BYTES),
                        "Make the arrays in user/ smaller, or static: then they lie beside the stack.");
            }
            return deepest;
        } catch (IllegalStateException e) {
            throw WorkbenchException.input(
                    "firmware.stack.unbounded",
                    "the stack has no bound: " + e.getMessage(),
                    "Write the code in user/ without recursion, calls through pointers and arrays of variable size.",
                    e);
        }
    }

    private long compileAndBound(Path work) throws IOException {
        var build = new Build(board, Planner.STACK_BYTES);
        var tools = new Toolchain(work, context);
        var stack = new StackUse();
        List<String> sources = sources(work);
        List<String> objects = new ArrayList<>();
        context.stage("Compiling for the " + board.name());
        for (String source : sources) {
            String object = Build.object(source);
            Files.createDirectories(work.resolve(object).getParent());
            tools.run(build.compile(source, object));
            objects.add(object);
            Path graph = work.resolve(object.substring(0, object.length() - 1) + "ci");
            if (Files.exists(graph)) {
                stack.add(Files.readString(graph, StandardCharsets.UTF_8));
            }
            context.progress(objects.size(), sources.size());
        }
        context.stage("Linking");
        Toolchain.Refusal refusal = tools.attempt(build.link(objects));
        if (refusal != null) {
            throw overflow(refusal);
        }
        tools.run(build.image());
        if (plan.flash().outside().bytes() > 0) {
            tools.run(build.outside());
        }
        OutputFolder.delete(work.resolve("build/src"));
        OutputFolder.delete(work.resolve("build/user"));
        return stack.deepest();
    }

    /// The sources of a project, sorted.
    static List<String> sources(Path work) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(work)) {
            for (Path path : tree.sorted().toList()) {
                String name = work.relativize(path).toString().replace('\\', '/');
                if (name.matches("(src|src/ops|src/board|user)/[^/]+\\.[cS]")) {
                    sources.add(name);
                }
            }
        }
        return sources;
    }

    private WorkbenchException overflow(Toolchain.Refusal refusal) {
        Matcher region = OVERFLOW.matcher(refusal.words());
        if (!region.find()) {
            return refusal.asException();
        }
        boolean flash = region.group(1).equals("FLASH");
        return WorkbenchException.infeasible(
                flash ? "firmware.flash" : "firmware.sram",
                String.format(
                        "%s on the %s: %s has %,d bytes, the image needs %s more (the plan expected %,d in all)",
                        network.name(),
                        board.name(),
                        flash ? "flash" : "SRAM",
                        flash ? board.flash().bytes() : plan.sram().budget(),
                        region.group(2),
                        flash ? plan.flash().bytes() : plan.sram().total()),
                flash
                        ? "Choose a smaller subnet or a lower rank; espalier mcu plan shows what takes the bytes."
                        : "Switch all memory techniques on, or choose a smaller subnet.");
    }
}
