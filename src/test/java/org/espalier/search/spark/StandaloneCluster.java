package org.espalier.search.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A standalone master and workers of one core each, child processes on loopback.
public final class StandaloneCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int EXECUTOR_MEBIBYTES = 2048;

    private final Path folder;
    private final SparkSecret secret = SparkSecret.random();
    private final SparkMaster master;
    private final Process masterProcess;
    private final List<Process> workers = new ArrayList<>();

    /// Starts the master.
    public StandaloneCluster(Path folder) throws IOException {
        this.folder = folder;
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        secret.write(secretFile());
        this.master = new SparkMaster("spark://" + HOST + ":" + port);
        Path own = folder.resolve("master");
        this.masterProcess = start(new SparkDaemon(HOST, own, secret).master(port), own);
        while (!listens(port)) {
            if (!masterProcess.isAlive()) {
                throw new IOException("the master has ended: " + Files.readString(own.resolve("log")));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process start(ProcessBuilder builder, Path folder) {
        try {
            Files.createDirectories(folder);
            return builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SparkMaster master() {
        return master;
    }

    public SparkSecret secret() {
        return secret;
    }

    public Path secretFile() {
        return folder.resolve("secret");
    }

    public Path folder() {
        return folder;
    }

    public List<Process> processes() {
        List<Process> all = new ArrayList<>(workers);
        all.add(masterProcess);
        return all;
    }

    /// One more worker; its number.
    public int addWorker() {
        Path own = folder.resolve("worker" + workers.size());
        workers.add(start(new SparkDaemon(HOST, own, secret).worker(master, 1, EXECUTOR_MEBIBYTES), own));
        return workers.size() - 1;
    }

    /// Kills a worker and its executors, as a machine dies.
    public void killWorker(int number) {
        kill(workers.get(number));
    }

    /// Workers that live.
    public long living() {
        return workers.stream().filter(Process::isAlive).count();
    }

    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    @Override
    public void close() {
        processes().forEach(StandaloneCluster::kill);
    }
}
