package org.espalier.workbench.run;

import java.util.List;
import java.util.stream.Collectors;

/// A run's request as a line for a shell.
public final class CommandText {

    private CommandText() {}

    /// `espalier` and the arguments, each quoted where a shell would read it otherwise.
    public static String of(List<String> arguments) {
        return arguments.stream().map(CommandText::quoted).collect(Collectors.joining(" ", "espalier ", ""));
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:,=@%+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
