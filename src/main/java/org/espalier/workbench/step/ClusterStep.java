package org.espalier.workbench.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.espalier.search.spark.SparkDaemon;
import org.espalier.search.spark.SparkMaster;
import org.espalier.search.spark.SparkSecret;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `cluster master` and `cluster worker`: this machine as a part of a Spark cluster, until it is stopped.
public final class ClusterStep implements Step<ClusterStep.Parameters, ClusterStep.Result> {

    private static final int POLL_MILLIS = 200;

    /// What to be.
    ///
    /// @param master the master to work for; null to be one
    /// @param host address to listen at; loopback is for this machine alone
    /// @param port of a master
    /// @param cores tasks at a time of a worker
    /// @param mebibytes memory that a worker gives to executors
    /// @param secret file of the cluster's secret, made by a master if it is not there; null for the user's own
    /// @param folder for settings and logs; null for a temporary one
    public record Parameters(
            @Nullable String master,
            String host,
            int port,
            int cores,
            int mebibytes,
            @Nullable Path secret,
            @Nullable Path folder) {}

    /// What was.
    ///
    /// @param role "master" or "worker"
    /// @param master its address
    /// @param seconds how long
    public record Result(String schema, String role, String master, long seconds) {}

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public Result run(Parameters p, TaskContext context) {
        SparkMaster.checkPresent();
        String master = p.master();
        String role = master == null ? "master" : "worker";
        SparkMaster at = new SparkMaster(master == null ? "spark://" + p.host() + ":" + p.port() : master);
        if (at.local()) {
            throw WorkbenchException.usage(
                    "cluster.master", "a worker needs a master elsewhere", "Give spark://HOST:PORT.");
        }
        Path file = p.secret() == null ? SparkSecret.usual() : p.secret();
        SparkSecret secret = master == null ? SparkSecret.readOrCreate(file) : SparkSecret.read(file);
        Path folder = folder(p.folder(), role);
        SparkDaemon daemon = new SparkDaemon(p.host(), folder, secret);
        ProcessBuilder builder = master == null ? daemon.master(p.port()) : daemon.worker(at, p.cores(), p.mebibytes());
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        context.stage("A " + role + (master == null ? " at " : " for ") + at.url());
        context.emit(TaskEvent.log("secret in " + file.toAbsolutePath() + ", log in " + folder.resolve("log")));
        long start = System.nanoTime();
        serve(start(builder, role), folder.resolve("log"), role, context);
        return new Result(
                "espalier.cluster/1", role, at.url(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    }

    private static Path folder(@Nullable Path given, String role) {
        try {
            return given == null ? Files.createTempDirectory("espalier-" + role) : Files.createDirectories(given);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable",
                    (given == null ? "a temporary folder" : given) + ": cannot be made: " + e.getMessage(),
                    "Name another folder by --folder.",
                    e);
        }
    }

    private static Process start(ProcessBuilder builder, String role) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    "cluster.start",
                    "the " + role + " did not start: " + e.getMessage(),
                    "Check that " + builder.command().getFirst() + " can be run, or set JAVA_HOME to another JDK 25.",
                    e);
        }
    }

    /// Waits for a daemon's end, which cancelling brings about, as the program's own end does.
    ///
    /// @throws WorkbenchException if it ends by itself
    static void serve(Process process, Path log, String role, TaskContext context) {
        Thread last = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(last);
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                context.checkCancelled();
            }
            throw WorkbenchException.tool(
                    "cluster.ended",
                    "the " + role + " ended with " + process.exitValue(),
                    "See " + log + "; often the port is taken, the host is not this machine's, or the secret differs.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } finally {
            process.destroy();
            process.onExit().join();
            forget(last);
        }
    }

    private static void forget(Thread last) {
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            return; // The program ends, and the hook has run.
        }
    }
}
