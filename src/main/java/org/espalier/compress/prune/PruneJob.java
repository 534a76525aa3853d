package org.espalier.compress.prune;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.espalier.format.AtomicFile;
import org.espalier.format.Json;
import org.espalier.format.LockedFile;
import org.espalier.format.OutputFolder;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// What a pruning job has done so far, in a folder of its own: the new weights and masks in one file, a line for
/// every finished block, and the states between two blocks. A job that was killed goes on after its last line.
///
/// One thread at a time; a second process is refused.
public final class PruneJob implements AutoCloseable {

    private static final String REQUEST = "request.json";
    private static final String JOURNAL = "journal.jsonl";
    private static final String LOCK = "lock";

    private final Path folder;
    private final LockedFile lock;
    private final FileChannel weights;
    private final FileChannel journal;
    private final Arena arena = Arena.ofShared();
    private final SequencedMap<String, List<Entry>> done;

    private PruneJob(
            Path folder,
            LockedFile lock,
            FileChannel weights,
            FileChannel journal,
            SequencedMap<String, List<Entry>> done) {
        this.folder = folder;
        this.lock = lock;
        this.weights = weights;
        this.journal = journal;
        this.done = done;
    }

    /// Where something stands in the file of weights.
    record Stored(long at, long bytes) {}

    /// One finished layer.
    ///
    /// @param mask whether a mask was stored, not weights
    record Entry(
            String name,
            double asked,
            long pruned,
            double change,
            @Nullable Double outputError,
            double damping,
            int deadInputs,
            boolean mask,
            Stored stored) {}

    private record Line(String group, List<Entry> layers, long end) {}

    /// Opens a job's folder: goes on with what is there if it was asked for by the same request, and starts anew
    /// otherwise.
    ///
    /// @param request all that the result depends on, as a record
    /// @throws WorkbenchException if another process works on it, or it cannot be written
    @SuppressWarnings("MustBeClosedChecker") // What is returned owns what was opened.
    public static PruneJob open(Path folder, Record request) {
        List<Closeable> opened = new ArrayList<>();
        boolean kept = false;
        try {
            Files.createDirectories(folder);
            LockedFile lock = LockedFile.take(
                    folder.resolve(LOCK),
                    holder -> WorkbenchException.input(
                            "prune.job.busy",
                            folder + ": " + holder + " is working on this result",
                            "Wait for it, or choose another --out."));
            opened.add(lock);
            beginAnewForAnother(folder, Json.line(request));
            SequencedMap<String, List<Entry>> done = new LinkedHashMap<>();
            long end = 0;
            long lines = 0;
            FileChannel weights = channel(folder.resolve("weights.part"));
            opened.add(weights);
            FileChannel journal = channel(folder.resolve(JOURNAL));
            opened.add(journal);
            for (String text : text(folder.resolve(JOURNAL)).split("(?<=\n)", -1)) {
                Line line = parse(text);
                if (line == null || line.end() > weights.size()) {
                    break;
                }
                done.put(line.group(), line.layers());
                end = line.end();
                lines += text.getBytes(StandardCharsets.UTF_8).length;
            }
            weights.truncate(end).position(end);
            journal.truncate(lines).position(lines);
            kept = true;
            return new PruneJob(folder, lock, weights, journal, done);
        } catch (IOException e) {
            throw failed(folder, e);
        } finally {
            if (!kept) {
                opened.forEach(PruneJob::closeQuietly);
            }
        }
    }

    /// A letter that a kill cut in two is no letter, and its line none.
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void beginAnewForAnother(Path folder, String asked) throws IOException {
        Path file = folder.resolve(REQUEST);
        if (!Files.exists(file) || !text(file).equals(asked)) {
            List<Path> left;
            try (Stream<Path> children = Files.list(folder)) {
                left = children.filter(Files::isRegularFile)
                        .filter(child -> !child.endsWith(LOCK))
                        .toList();
            }
            for (Path former : left) {
                Files.delete(former);
            }
            AtomicFile.write(file, asked.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written by it: why it was opened in vain is told already.
            return;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /// A line that was cut off by a kill is none.
    private static @Nullable Line parse(String text) {
        if (!text.endsWith("\n")) {
            return null;
        }
        try {
            return Json.mapper().readValue(text, Line.class);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /// Groups that are finished, in their order.
    SequencedMap<String, List<Entry>> done() {
        return done;
    }

    /// Whether anything is finished that a later run could use.
    public boolean worthKeeping() {
        return !done.isEmpty();
    }

    /// Writes a tensor's bytes.
    Stored keep(TensorData data) {
        try {
            long start = weights.position();
            data.writeTo(weights);
            return new Stored(start, weights.position() - start);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /// Writes bytes.
    Stored keep(ByteBuffer bytes) {
        try {
            long start = weights.position();
            while (bytes.hasRemaining()) {
                weights.write(bytes);
            }
            return new Stored(start, weights.position() - start);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /// What was stored, mapped until the job is closed.
    MemorySegment map(Stored stored) {
        try {
            return weights.map(FileChannel.MapMode.READ_ONLY, stored.at(), stored.bytes(), arena);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /// Notes that a group is finished; from here on a kill does not undo it.
    void finished(String group, List<Entry> layers) {
        try {
            weights.force(false);
            ByteBuffer line =
                    StandardCharsets.UTF_8.encode(Json.line(new Line(group, layers, weights.position())) + "\n");
            while (line.hasRemaining()) {
                journal.write(line);
            }
            journal.force(false);
            done.put(group, layers);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /// The file of ratios that were found for the job.
    public Path policy() {
        return folder.resolve("policy.json");
    }

    /// A file of the job's own.
    Path file(String name) {
        return folder.resolve(name);
    }

    /// The file of the states at the input of a block.
    Path states(int block) {
        return folder.resolve("states-" + block + ".safetensors");
    }

    /// Removes states that no one will ask for.
    void forgetStates(int block) {
        try {
            Files.deleteIfExists(states(block));
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /// Closes the job and removes its folder: the result is whole, or not worth going on with.
    public void discard() {
        close();
        OutputFolder.delete(folder);
    }

    private static WorkbenchException failed(Path folder, IOException e) {
        return WorkbenchException.input(
                "prune.job",
                folder + ": cannot be written: " + e.getMessage(),
                "Check the folder's rights and the space left on the disk.",
                e);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        try {
            weights.close();
            journal.close();
            lock.close();
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }
}
