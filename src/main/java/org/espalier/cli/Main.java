package org.espalier.cli;

import java.util.List;

/// Starts the command line; without an argument, the window.
public final class Main {

    private Main() {}

    /// Runs one command and exits with its code.
    public static void main(String[] args) {
        int code = Terminal.run(List.of(args), System.out, System.err);
        System.out.flush();
        System.err.flush();
        // Native engines keep non-daemon threads: leave on purpose, not when they are done.
        Runtime.getRuntime().exit(code);
    }
}
