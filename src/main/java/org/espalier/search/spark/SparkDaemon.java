package org.espalier.search.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A standalone master or worker as a child process with this program's own libraries: no other Spark has to be
/// installed, and executors have the very code that searches.
///
/// Their pages of status cannot be left out, so they are closed: they listen where the daemon does and want a token
/// that nobody has. What is secret stands in a file for the owner's eyes, or in the child's environment.
public final class SparkDaemon {

    private static final String PACKAGE = "org.apache.spark.deploy.";

    private final String host;
    private final Path folder;
    private final SparkSecret secret;
    private final Map<String, String> settings = new TreeMap<>();

    /// Prepares a daemon.
    ///
    /// @param host name or address that it listens at
    /// @param folder for its settings and logs; one folder for each daemon
    public SparkDaemon(String host, Path folder, SparkSecret secret) {
        this.host = host;
        this.folder = folder.toAbsolutePath().normalize();
        this.secret = secret;
        settings.put("spark.authenticate", "true");
        settings.put("spark.network.crypto.enabled", "true");
        settings.put("spark.master.rest.enabled", "false");
        settings.put("spark.ui.killEnabled", "false");
        settings.put("spark.ui.filters", "org.apache.spark.ui.JWSFilter");
        settings.put("spark.worker.cleanup.enabled", "true");
    }

    /// A master's process, not started.
    public ProcessBuilder master(int port) {
        return daemon("master.Master", List.of("--host", host, "--port", Integer.toString(port), "--webui-port", "0"));
    }

    /// A worker's process, not started.
    ///
    /// @param cores tasks at a time
    /// @param mebibytes memory for executors
    /// @throws WorkbenchException if the master is there and has another secret
    public ProcessBuilder worker(SparkMaster master, int cores, int mebibytes) {
        Handshake.check(master, secret);
        return daemon(
                "worker.Worker",
                List.of(
                        "--host",
                        host,
                        "--cores",
                        Integer.toString(cores),
                        "--memory",
                        mebibytes + "M",
                        "--webui-port",
                        "0",
                        "--work-dir",
                        folder.resolve("work").toString(),
                        master.url()));
    }

    private ProcessBuilder daemon(String name, List<String> arguments) {
        Path home = home();
        Path conf = folder.resolve("daemon.conf");
        Map<String, String> all = new TreeMap<>(settings);
        all.put(
                "spark.org.apache.spark.ui.JWSFilter.param.secretKey",
                SparkSecret.random().reveal());
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
        SparkSecret.writePrivate(conf, text.toString());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                libraries(),
                PACKAGE + name,
                "--properties-file",
                conf.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("SPARK_"));
        environment.put("SPARK_HOME", home.toString());
        environment.put("SPARK_SCALA_VERSION", "2.13");
        environment.put("SPARK_DIST_CLASSPATH", libraries());
        environment.put("SPARK_LOCAL_IP", host);
        environment.put("_SPARK_AUTH_SECRET", secret.reveal());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        String cache = cache();
        if (cache != null) {
            environment.put("DJL_CACHE_DIR", cache);
        }
        return builder;
    }

    /// Spark looks for an installation to start executors from; this is the least that it takes for one.
    private Path home() {
        try {
            Path home = folder.resolve("home");
            Files.createDirectories(home.resolve("jars"));
            Files.writeString(home.resolve("RELEASE"), "");
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String cache() {
        String property = System.getProperty("DJL_CACHE_DIR");
        return property == null ? System.getenv("DJL_CACHE_DIR") : property;
    }

    /// This program's class path, absolute.
    private static String libraries() {
        List<String> all = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                all.add(new File(entry).getAbsolutePath());
            }
        }
        return String.join(File.pathSeparator, all);
    }
}
