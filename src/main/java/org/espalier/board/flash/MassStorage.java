package org.espalier.board.flash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.plan.Board;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Flashing without any tool: an ST-LINK shows itself as a small disk and writes what is copied to it.
final class MassStorage {

    /// Where Linux lists what is mounted.
    static final Path MOUNTS = Path.of("/proc/mounts");

    private static final String FAILURE = "FAIL.TXT";
    private static final String IMAGE = "firmware.bin";
    private static final int LOOK_MILLIS = 100;

    private final Path mounts;
    private final Duration patience;

    /// @param patience how long the probe may take to write
    MassStorage(Path mounts, Duration patience) {
        this.mounts = mounts;
        this.patience = patience;
    }

    /// The board's disks: mounted folders with the name its probe gives them.
    List<Path> find(Board board) {
        List<Path> found = new ArrayList<>();
        if (board.flashing().volume().isEmpty() || !Files.isReadable(mounts)) {
            return found;
        }
        try {
            for (String line : Files.readAllLines(mounts, StandardCharsets.ISO_8859_1)) {
                String[] words = line.split(" ", -1);
                String folder = words.length > 1 ? words[1].replace("\\040", " ") : "";
                // Only the disk's own name becomes a path: others may have characters that no path can have here.
                if (folder.endsWith("/" + board.flashing().volume())) {
                    found.add(Path.of(folder));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return found;
    }

    /// Copies the image and waits until the probe has taken it.
    ///
    /// @throws WorkbenchException if it cannot be copied, or the probe reports a failure or nothing
    Flasher.Report flash(Path disk, FlashJob job, TaskContext context) {
        StageLog log = new StageLog(context, job.board().name());
        log.done(Stage.CONNECT, disk.toString());
        Path target = disk.resolve(IMAGE);
        try {
            Files.deleteIfExists(disk.resolve(FAILURE));
            write(job.bin(), target);
        } catch (IOException e) {
            throw failure("the image cannot be copied: " + e.getMessage());
        }
        awaitTaken(disk, target, context);
        log.done(Stage.ERASE, "with the writing");
        log.done(Stage.WRITE, "taken by the probe");
        return new Flasher.Report("mass storage", log.results());
    }

    /// Copies through one open file: the probe may take the image as soon as its last byte is there.
    private static void write(Path image, Path target) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(image));
        try (FileChannel file = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    /// The probe unmounts its disk, and shows it again without the image, or with a reason.
    private void awaitTaken(Path disk, Path target, TaskContext context) {
        long deadline = System.nanoTime() + patience.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (System.nanoTime() - deadline < 0) {
            context.checkCancelled();
            Path reason = disk.resolve(FAILURE);
            if (Files.isRegularFile(reason)) {
                throw failure(words(reason));
            }
            if (!Files.exists(target)) {
                return;
            }
            try {
                if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            }
        }
        throw failure("the probe did not take the image within " + patience.toSeconds() + " s");
    }

    private static String words(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return text.substring(0, Math.min(200, text.length()));
        } catch (IOException e) {
            return FAILURE + " appeared";
        }
    }

    private static WorkbenchException failure(String what) {
        return WorkbenchException.tool(
                "board.flash.write",
                "the probe's disk failed at 'write': " + what,
                "The board holds no complete image now. Re-plug it and repeat, or install openocd: sudo apt-get install"
                        + " openocd");
    }
}
