package org.espalier.compress.prune;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;

/// Updated weights on their way to the checkpoint: one file beside it, mapped, so that memory holds one layer
/// at a time.
final class Spool implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();

    private Spool(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// An empty spool; its file is deleted when it is closed.
    static Spool create(Path file) {
        try {
            return new Spool(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /// Writes a tensor and maps what was written, until the spool is closed.
    MappedTensor keep(String name, TensorData data) {
        try {
            long start = channel.size();
            channel.position(start);
            data.writeTo(channel);
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, start, data.bytes(), arena);
            return new MappedTensor(file.getFileName().toString(), name, data.dtype(), data.shape(), bytes);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static WorkbenchException failed(Path file, IOException e) {
        return WorkbenchException.input(
                "prune.spool",
                file + ": cannot be written: " + e.getMessage(),
                "Check the folder's rights and the space left on the disk.",
                e);
    }

    @Override
    public void close() {
        arena.close();
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }
}
