package org.espalier.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;

/// Shows a command's progress on standard error: a bar on a terminal, one line per 5 % elsewhere; turns Ctrl-C into a
/// cancelled task that is given time to clean up.
final class ProgressPrinter implements TaskContext, AutoCloseable {

    private static final int BAR = 30;

    private final PrintWriter err;
    private final boolean quiet;
    private final boolean terminal = onTerminal();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread onInterrupt;
    private volatile boolean cancelled;
    private String stage = "";
    private long lastStep = -1;

    private ProgressPrinter(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
        this.onInterrupt = new Thread(this::cancelAndWait, "cancel");
    }

    // JDK 25 has no console where standard input or output is not a terminal, whatever the check believes.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }

    static ProgressPrinter start(PrintWriter err, boolean quiet) {
        ProgressPrinter printer = new ProgressPrinter(err, quiet);
        Runtime.getRuntime().addShutdownHook(printer.onInterrupt);
        return printer;
    }

    private void cancelAndWait() {
        cancelled = true;
        try {
            if (!finished.await(20, TimeUnit.SECONDS)) {
                err.println("espalier: still busy after 20 s; leaving");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void stage(String name) {
        if (quiet) {
            return;
        }
        endBar();
        stage = name;
        lastStep = -1;
        err.println(name);
        err.flush();
    }

    @Override
    public synchronized void progress(long done, long total) {
        if (quiet || total <= 0) {
            return;
        }
        int steps = terminal ? 100 : 20;
        long step = Math.min(steps, done * steps / total);
        if (step == lastStep) {
            return;
        }
        lastStep = step;
        if (terminal) {
            int filled = (int) (step * BAR / steps);
            err.print("\r  [" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] " + done + " of " + total + " ");
        } else {
            err.println("  " + stage + ": " + step * 5 + " % (" + done + " of " + total + ")");
        }
        err.flush();
    }

    private void endBar() {
        if (terminal && lastStep >= 0) {
            err.println();
            lastStep = -1;
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public synchronized void emit(TaskEvent event) {
        if (!quiet && event.kind().equals("log")) {
            endBar();
            err.println(event.fields().get("line"));
            err.flush();
        }
    }

    @Override
    public synchronized void close() {
        endBar();
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // Already leaving: the hook is running and has just been released.
            return;
        }
    }
}
