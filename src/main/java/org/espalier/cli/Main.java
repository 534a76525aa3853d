package org.espalier.cli;

import java.util.List;
import java.util.Locale;

/// Starts the command line; without an argument, the window.
public final class Main {

    private Main() {}

    /// Runs one command and exits with its code.
    public static void main(String[] args) {
        // What picocli and the engines format must not depend on who runs it; texts of the window choose their own.
        Locale.setDefault(Locale.ROOT);
        Surroundings.apply();
        int code = Terminal.run(List.of(args), System.out, System.err);
        System.out.flush();
        System.err.flush();
        // Native engines keep non-daemon threads: leave on purpose, not when they are done.
        Runtime.getRuntime().exit(code);
    }
}
