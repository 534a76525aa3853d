package org.espalier.board.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.espalier.board.flash.ToolPath;
import org.espalier.board.serial.BoardLink;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Assumptions;

/// The serial line of an image that runs in QEMU's mps2-an500: a Cortex-M7 that checks what the virtual board does not,
/// the floating-point unit's enable bits and alignment among it.
public final class QemuLink implements BoardLink {

    private static final String PROGRAM = "qemu-system-arm";

    private final Process qemu;
    private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(1000);

    private QemuLink(Path elf, List<String> console) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(PROGRAM, "-M", "mps2-an500", "-display", "none", "-monitor", "none"));
        command.addAll(console);
        command.addAll(List.of("-kernel", elf.toString()));
        qemu = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread.ofPlatform().daemon().start(this::listen);
    }

    /// Starts the machine with an image that talks over its serial port.
    public static QemuLink serial(Path elf) throws IOException {
        return new QemuLink(elf, List.of("-serial", "stdio"));
    }

    /// Starts the machine with an image that talks through semihosting: many bytes a call, where the serial port takes
    /// some 30 us for each.
    public static QemuLink semihosting(Path elf) throws IOException {
        return new QemuLink(elf, List.of("-serial", "none", "-semihosting-config", "enable=on,target=native"));
    }

    /// Skips the test, and says so, where QEMU is not installed.
    public static void assumeInstalled() {
        Assumptions.assumeTrue(
                ToolPath.ofEnvironment().find(PROGRAM).isPresent(),
                PROGRAM + " is not installed: no second opinion on the firmware (apt-get install " + PROGRAM + ")");
    }

    private void listen() {
        byte[] buffer = new byte[4096];
        try (InputStream in = qemu.getInputStream()) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                received.put(Arrays.copyOf(buffer, count));
            }
        } catch (IOException e) {
            // The machine was switched off.
            received.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return "qemu";
    }

    @Override
    public void write(byte[] bytes) {
        try {
            qemu.getOutputStream().write(bytes);
            qemu.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(Duration patience, TaskContext context) {
        try {
            byte[] bytes = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            return bytes == null ? new byte[0] : bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new byte[0];
        }
    }

    @Override
    public void close() {
        qemu.destroyForcibly();
    }
}
