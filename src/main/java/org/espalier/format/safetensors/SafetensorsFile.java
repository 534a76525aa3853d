package org.espalier.format.safetensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedSet;
import org.espalier.format.MappedFiles;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.TensorName;

/// An open safetensors file: its header checked, its tensors mapped into memory and never loaded whole.
///
/// Closing it unmaps every tensor that came from it. Safe for use by several threads.
public final class SafetensorsFile implements TensorFile {

    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;
    private final Header header;
    private final Refusal refusal;

    private SafetensorsFile(Path path, Arena arena, MemorySegment bytes, Header header, Refusal refusal) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
        this.header = header;
        this.refusal = refusal;
        MappedFiles.opened(arena, path, bytes.byteSize());
    }

    /// Opens a file and checks all of its header.
    ///
    /// @throws WorkbenchException if it is missing, unreadable or breaks a rule of the format
    public static SafetensorsFile open(Path path) {
        Refusal refusal = new Refusal(path.toString());
        if (Files.isDirectory(path)) {
            throw refusal.because("not-a-file", "this is a folder", "Name the file inside it.");
        }
        return MappedFiles.open(path, (arena, bytes) -> {
            long length = Preamble.headerLength(bytes, refusal);
            long start = Preamble.LENGTH + length;
            Header header =
                    HeaderReader.read(bytes.asSlice(Preamble.LENGTH, length), bytes.byteSize() - start, refusal);
            return new SafetensorsFile(path, arena, bytes, header, refusal);
        });
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public SequencedSet<String> names() {
        return Collections.unmodifiableSequencedSet(header.entries().sequencedKeySet());
    }

    /// The tensor of that name.
    ///
    /// @throws WorkbenchException if there is none, or the file has changed its size since it was opened
    @Override
    public MappedTensor tensor(String name) {
        Entry entry = header.entries().get(name);
        if (entry == null) {
            throw WorkbenchException.input(
                    "format.tensor-missing",
                    path + ": there is no tensor " + TensorName.quoted(name),
                    "Check that the checkpoint is complete and of the architecture its config.json names.");
        }
        checkUnchanged();
        long begin = header.dataStart() + entry.begin();
        return new MappedTensor(
                path.toString(), name, entry.dtype(), entry.shape(), bytes.asSlice(begin, entry.end() - entry.begin()));
    }

    @Override
    public void rewrite(Path file, Map<String, ? extends TensorData> replaced) {
        SafetensorsWriter.rewrite(this, file, replaced);
    }

    /// The free strings of the header's `__metadata__`; empty if it has none.
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /// The header as it stands in the file, length included.
    MemorySegment head() {
        return bytes.asSlice(0, header.dataStart());
    }

    /// Reading a mapped page that the file no longer has would stop the virtual machine's thread.
    private void checkUnchanged() {
        long now;
        try {
            now = Files.size(path);
        } catch (IOException e) {
            now = bytes.byteSize(); // Deleted: the mapping keeps its pages.
        }
        if (now < bytes.byteSize()) {
            throw refusal.because(
                    "changed",
                    "the file was cut from " + bytes.byteSize() + " to " + now + " bytes while in use",
                    "Let no other program write to it, then start again.");
        }
    }

    @Override
    public void close() {
        MappedFiles.closed(arena);
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
