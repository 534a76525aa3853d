package org.espalier.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.espalier.format.FileTrouble;
import org.espalier.format.Json;
import org.espalier.format.MappedFiles;
import org.espalier.task.CancelledException;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.shell.WindowLauncher;
import picocli.CommandLine;

/// One run of the command line: parses, runs, turns outcomes into exit codes and messages.
final class Terminal {

    static final int DONE = 0;
    static final int DEFECT = 1;
    static final int USAGE = 2;
    static final int INPUT = 3;
    static final int INFEASIBLE = 4;
    static final int TOOL = 5;
    static final int CANCELLED = 130;

    private final PrintStream out;
    private final PrintStream err;

    private Terminal(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// Runs `args` and returns the exit code; writes to the streams only.
    static int run(List<String> args, PrintStream out, PrintStream err) {
        boolean window = args.isEmpty() && WindowLauncher.displayAvailable();
        return new Terminal(out, err)
                .run(window ? new CommandLine(new WindowCommand()) : EspalierCommand.line(args), args);
    }

    /// Runs `args` of a root command.
    static int run(Callable<Integer> root, List<String> args, PrintStream out, PrintStream err) {
        return new Terminal(out, err).run(new CommandLine(root), args);
    }

    private int run(CommandLine line, List<String> args) {
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        boolean json = args.contains("--json");
        boolean verbose = args.contains("--verbose");
        line.setParameterExceptionHandler((e, _) -> {
            report(json, "usage", messageOf(e), "See 'espalier " + commandPath(e.getCommandLine()) + "--help'.");
            return USAGE;
        });
        line.setExecutionExceptionHandler((e, _, _) -> outcome(e, json, verbose));
        try {
            return line.execute(args.toArray(String[]::new));
        } catch (InternalError e) {
            return MappedFiles.explain(e)
                    .map(known -> outcome(known, json, verbose))
                    .orElseGet(() -> defect(e, json, verbose));
        } catch (OutOfMemoryError e) {
            report(
                    json,
                    "memory",
                    "Java has not enough memory: " + e.getMessage(),
                    "Give it more, for example JAVA_TOOL_OPTIONS=-Xmx6g, or make the work smaller: fewer --samples.");
            return TOOL;
        } catch (LinkageError | StackOverflowError | AssertionError e) {
            return defect(e, json, verbose);
        }
    }

    private int outcome(Exception e, boolean json, boolean verbose) {
        return switch (e) {
            case CancelledException _ -> {
                err.println("espalier: cancelled; nothing half-written was kept");
                yield CANCELLED;
            }
            case WorkbenchException w -> {
                report(json, w.code(), w.getMessage(), w.remedy());
                trace(e, verbose);
                yield switch (w.fault()) {
                    case USAGE -> USAGE;
                    case INPUT -> INPUT;
                    case INFEASIBLE -> INFEASIBLE;
                    case TOOL -> TOOL;
                };
            }
            case UncheckedIOException trouble -> outcome(FileTrouble.explain(trouble), json, verbose);
            default -> defect(e, json, verbose);
        };
    }

    private int defect(Throwable e, boolean json, boolean verbose) {
        report(
                json,
                "defect",
                "a defect in Espalier: " + e,
                "Run the command again with --verbose and report what it prints.");
        trace(e, verbose);
        return DEFECT;
    }

    private void trace(Throwable e, boolean verbose) {
        if (verbose) {
            java.io.StringWriter text = new java.io.StringWriter();
            e.printStackTrace(new PrintWriter(text));
            err.print(text);
        }
    }

    private void report(boolean json, String code, String message, String remedy) {
        String oneLine = message.replaceAll("\\s*\\R\\s*", " ");
        if (json) {
            err.println(Json.line(Map.of("error", ordered(code, oneLine, remedy))));
        } else {
            err.println("espalier: " + oneLine);
            err.println("  what to do: " + remedy.replaceAll("\\s*\\R\\s*", " "));
        }
    }

    private static Map<String, String> ordered(String code, String message, String remedy) {
        Map<String, String> map = new java.util.LinkedHashMap<>();
        map.put("code", code);
        map.put("message", message);
        map.put("remedy", remedy);
        return map;
    }

    private static String messageOf(CommandLine.ParameterException e) {
        String message = String.valueOf(e.getMessage());
        return message.isEmpty() ? "the command line is not understood" : message;
    }

    private static String commandPath(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName(" ");
        return name.equals("espalier") ? "" : name.substring("espalier ".length()) + " ";
    }
}
