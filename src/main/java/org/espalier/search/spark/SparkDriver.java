package org.espalier.search.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// This process as the driver of a Spark application. There is one at a time.
///
/// Settings given as system properties `spark.*` are kept, such as `-Dspark.executor.memory=40g`; those that keep the
/// ports closed to strangers are not open to choice.
public final class SparkDriver implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CONNECT_MILLIS = 5000;

    /// An executor has no window whose pauses anyone would see, so its collector is the one that takes least time in
    /// all.
    private static final String EXECUTOR_OPTIONS =
            "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
                    + " --sun-misc-unsafe-memory-access=allow -XX:+UseParallelGC -Dai.djl.offline=true";

    private final JavaSparkContext context;
    private final SparkMaster master;
    private final Executors executors;
    private final Duration patience;

    private SparkDriver(JavaSparkContext context, SparkMaster master, Executors executors, Duration patience) {
        this.context = context;
        this.master = master;
        this.executors = executors;
        this.patience = patience;
    }

    /// Connects to a master, or starts Spark in this process.
    ///
    /// @param secret file of the cluster's secret; null for the user's own ([SparkSecret#usual]). A local
    ///     master takes a new one that nobody learns
    /// @throws WorkbenchException if Spark is absent or in use, the master does not answer, or the secret
    ///     is missing or another
    public static SparkDriver open(SparkMaster master, @Nullable Path secret) {
        return open(master, secret, PATIENCE);
    }

    /// Connects with another patience.
    ///
    /// @param patience how long to wait for an executor where there is none
    static SparkDriver open(SparkMaster master, @Nullable Path secret, Duration patience) {
        SparkMaster.checkPresent();
        SparkSecret shared =
                master.local() ? SparkSecret.random() : SparkSecret.read(secret == null ? SparkSecret.usual() : secret);
        SparkConf conf = settings(master, shared, own(master));
        Handshake.check(master, shared);
        Executors executors = new Executors();
        JavaSparkContext context = connect(conf, master);
        context.sc().addSparkListener(executors);
        return new SparkDriver(context, master, executors, patience);
    }

    private static SparkConf settings(SparkMaster master, SparkSecret secret, InetAddress own) {
        SparkConf conf = new SparkConf();
        conf.setMaster(master.url());
        conf.setAppName("espalier");
        conf.set("spark.authenticate", "true");
        conf.set("spark.authenticate.secret", secret.reveal());
        conf.set("spark.network.crypto.enabled", "true");
        conf.set("spark.ui.enabled", "false");
        conf.set("spark.ui.showConsoleProgress", "false");
        conf.set("spark.driver.host", own.getHostAddress());
        conf.set("spark.driver.bindAddress", own.getHostAddress());
        conf.set("spark.logConf", "false");
        conf.setIfMissing("spark.executor.memory", "2g");
        conf.setIfMissing("spark.task.maxFailures", "8");
        conf.setIfMissing("spark.locality.wait", "0s");
        conf.setIfMissing("spark.speculation", Boolean.toString(!master.local()));
        conf.setIfMissing("spark.speculation.quantile", "0.75");
        conf.setIfMissing("spark.speculation.multiplier", "3");
        conf.set(
                "spark.executor.extraJavaOptions",
                (EXECUTOR_OPTIONS + " " + conf.get("spark.executor.extraJavaOptions", "")).strip());
        return conf;
    }

    /// The address of this machine that executors reach it by: loopback, unless the master is elsewhere.
    private static InetAddress own(SparkMaster master) {
        if (master.local()) {
            return InetAddress.getLoopbackAddress();
        }
        if (master.addresses().isEmpty()) {
            return anyOwn();
        }
        IOException last = new IOException("no address");
        for (InetSocketAddress address : master.addresses()) {
            try (Socket socket = new Socket()) {
                socket.connect(address, CONNECT_MILLIS);
                return socket.getLocalAddress();
            } catch (IOException e) {
                last = e;
            }
        }
        throw unreachable(master, String.valueOf(last.getMessage()), last);
    }

    private static InetAddress anyOwn() {
        try {
            return InetAddress.getLocalHost();
        } catch (java.net.UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static WorkbenchException unreachable(SparkMaster master, String why, Exception cause) {
        return WorkbenchException.tool(
                "spark.unreachable",
                "no Spark master answers at " + master.url() + ": " + why,
                "Start one with 'espalier cluster master', check host and port, or use"
                        + " --spark without a value for this machine alone.",
                cause);
    }

    private static JavaSparkContext connect(SparkConf conf, SparkMaster master) {
        try {
            JavaSparkContext context = new JavaSparkContext(conf);
            if (context.sc().isStopped()) {
                throw new IllegalStateException("the master gave no answer to this application");
            }
            return context;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            if (said.contains("Only one SparkContext")) {
                throw WorkbenchException.tool(
                        "spark.busy",
                        "another search of this window uses Spark",
                        "Wait until it is done, or search without Spark.",
                        e);
            }
            if (said.contains("Could not parse Master URL") || said.contains("Master must")) {
                throw WorkbenchException.usage(
                        "spark.master", "Spark knows no master '" + master.url() + "'", "Give spark://HOST:PORT.");
            }
            throw unreachable(master, said, e);
        }
    }

    JavaSparkContext context() {
        return context;
    }

    SparkMaster master() {
        return master;
    }

    Executors executors() {
        return executors;
    }

    /// Refuses to wait any longer for executors that do not come.
    ///
    /// @throws WorkbenchException tool if there has been none for the time of patience, or the master has gone
    void checkAlive() {
        if (context.sc().isStopped()) {
            throw unreachable(master, "it has gone", new IllegalStateException("stopped"));
        }
        if (!master.local() && executors.absentFor(patience)) {
            throw WorkbenchException.tool(
                    "spark.workers",
                    "no worker of " + master.url() + " has had room for this search for " + patience.toSeconds() + " s",
                    "Start one with 'espalier cluster worker " + master.url()
                            + "', with at least the memory of spark.executor.memory ("
                            + context.getConf().get("spark.executor.memory") + "), then resume the run.");
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
