package org.espalier.cli;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What a command line asked for, as a run records it: every option's value, given or not, with paths made absolute.
final class AskedFor {

    /// How a command prints and what it may replace is no part of what it makes.
    private static final Set<String> MANNERS =
            Set.of("--json", "--quiet", "--verbose", "--help", "--version", "--force");

    /// Options by name.
    record Options(@JsonValue Map<String, Object> values) {}

    private AskedFor() {}

    /// The request of a parsed command.
    static RunRequest of(CommandSpec spec) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> command = new ArrayList<>(
                List.of(spec.qualifiedName(" ").substring("espalier ".length()).split(" ", -1)));
        List<Path> inputs = new ArrayList<>();
        for (ArgSpec arg : spec.args()) {
            String name = arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
            Object value = steady(arg.getValue());
            if (MANNERS.contains(name) || value == null) {
                continue;
            }
            values.put(name.replaceFirst("^--", "").toLowerCase(java.util.Locale.ROOT), value);
            if (arg.getValue() instanceof Path && !name.equals("--out") && Files.exists(Path.of(value.toString()))) {
                inputs.add(Path.of(value.toString()));
            }
            if (spec.commandLine().getParseResult().matchedArgs().contains(arg)) {
                if (arg.isOption()) {
                    command.add(name);
                }
                if (!(value instanceof Boolean)) {
                    command.add(value.toString());
                }
            }
        }
        return new RunRequest(
                spec.qualifiedName(" ").substring("espalier ".length()), new Options(values), command, inputs);
    }

    private static @Nullable Object steady(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Path path -> path.toAbsolutePath().normalize().toString();
            case Number number -> number;
            case Boolean flag -> flag;
            case Enum<?> word -> word.name().toLowerCase(java.util.Locale.ROOT);
            case Collection<?> several -> several.stream().map(String::valueOf).collect(Collectors.joining(","));
            default -> value.toString();
        };
    }
}
