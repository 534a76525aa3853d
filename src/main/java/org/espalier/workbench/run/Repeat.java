package org.espalier.workbench.run;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command that does a run again. What it would write over is there by now, so it gets a free name: "half-2".
public final class Repeat {

    private static final List<String> TARGETS = List.of("--out", "--export");

    private Repeat() {}

    /// A run's arguments, with free names for what they write.
    public static List<String> of(RunRecord record) {
        List<String> arguments = new ArrayList<>(record.command());
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (TARGETS.contains(arguments.get(i))) {
                arguments.set(i + 1, free(arguments.get(i + 1)));
            }
        }
        return List.copyOf(arguments);
    }

    private static String free(String target) {
        try {
            Path candidate = Path.of(target);
            for (int i = 2; Files.exists(candidate); i++) {
                candidate = numbered(Path.of(target), i);
            }
            return candidate.toString();
        } catch (InvalidPathException e) {
            return target;
        }
    }

    private static Path numbered(Path target, int number) {
        String name = String.valueOf(target.getFileName());
        int dot = name.lastIndexOf('.');
        boolean file = dot > 0 && Files.isRegularFile(target);
        return target.resolveSibling(
                file ? name.substring(0, dot) + "-" + number + name.substring(dot) : name + "-" + number);
    }
}
