package org.espalier.compress.prune;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// Updated weights on their way to the checkpoint: one file beside it, so that memory holds one layer at a time.
final class Spool implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private Spool(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// An empty spool, which is deleted when closed.
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

    /// Keeps a tensor's bytes until the spool is closed.
    TensorData keep(TensorData data) {
        try {
            long start = channel.size();
            channel.position(start);
            data.writeTo(channel);
            return new Kept(data.dtype(), data.shape(), channel, start);
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
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private record Kept(DType dtype, Shape shape, FileChannel from, long start) implements TensorData {
        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            long end = start + bytes();
            for (long at = start; at < end; ) {
                at += from.transferTo(at, end - at, channel);
            }
        }
    }
}
