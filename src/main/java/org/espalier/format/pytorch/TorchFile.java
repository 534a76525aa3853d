package org.espalier.format.pytorch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.zip.CRC32;
import org.espalier.format.AtomicFile;
import org.espalier.format.MappedFiles;
import org.espalier.format.safetensors.TensorData;
import org.espalier.format.safetensors.TensorFile;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;
import org.espalier.tensor.TensorName;

/// An open `.bin` of PyTorch (1.6 and later): a zip archive with a pickled dictionary of tensors.
///
/// Nothing in it is run. Closing it unmaps every tensor that came from it.
public final class TorchFile implements TensorFile {

    private static final long LARGEST_PICKLE = 64 << 20;
    private static final int CHUNK = 1 << 22;

    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;
    private final SequencedMap<String, Place> places;
    private final Torn torn;

    /// Where a tensor is.
    ///
    /// @param entry the storage's
    /// @param at its first byte in the file
    record Place(TensorTable.Stored tensor, ZipEntries.Entry entry, long at, long size) {}

    private TorchFile(Path path, Arena arena, MemorySegment bytes, SequencedMap<String, Place> places, Torn torn) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
        this.places = places;
        this.torn = torn;
        MappedFiles.opened(arena, path, bytes.byteSize());
    }

    /// Opens a file and checks that every tensor lies inside its storage.
    ///
    /// @throws WorkbenchException if it is missing, malformed, or its pickle asks for anything but tensors
    public static TorchFile open(Path path) {
        Torn torn = new Torn(path);
        return MappedFiles.open(path, (arena, bytes) -> new TorchFile(path, arena, bytes, checked(bytes, torn), torn));
    }

    /// A pickle can contradict itself in more ways than are worth a name each.
    static SequencedMap<String, Place> checked(MemorySegment bytes, Torn torn) {
        try {
            return places(bytes, torn);
        } catch (java.nio.BufferUnderflowException
                | IndexOutOfBoundsException
                | java.util.NoSuchElementException
                | ClassCastException
                | ArithmeticException
                | NullPointerException
                | UnsupportedOperationException
                | IllegalArgumentException e) {
            throw torn.because("its table of tensors is broken: " + e.getClass().getSimpleName());
        }
    }

    private static SequencedMap<String, Place> places(MemorySegment bytes, Torn torn) {
        Map<String, ZipEntries.Entry> entries = ZipEntries.read(bytes, torn);
        String table = entries.keySet().stream()
                .filter(name -> name.endsWith("/data.pkl"))
                .findFirst()
                .orElseThrow(() -> torn.because("it has no data.pkl, so it is no archive of PyTorch"));
        String root = table.substring(0, table.length() - "data.pkl".length());
        ZipEntries.Entry order = entries.get(root + "byteorder");
        if (order != null && !text(bytes, order).strip().equals("little")) {
            throw torn.because("its numbers are not little-endian");
        }
        ZipEntries.Entry pickle = entries.get(table);
        if (pickle == null || pickle.size() > LARGEST_PICKLE) {
            throw torn.because("its pickle is larger than " + (LARGEST_PICKLE >> 20) + " MiB");
        }
        SequencedMap<String, Place> places = new LinkedHashMap<>();
        TensorTable.read(bytes.asSlice(pickle.data(), pickle.size()).asByteBuffer(), torn)
                .forEach((name, tensor) -> places.put(name, place(name, tensor, entries, root, torn)));
        return places;
    }

    private static String text(MemorySegment bytes, ZipEntries.Entry entry) {
        long length = Math.min(entry.size(), 16);
        return new String(
                bytes.asSlice(entry.data(), length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
    }

    private static Place place(
            String name, TensorTable.Stored tensor, Map<String, ZipEntries.Entry> entries, String root, Torn torn) {
        ZipEntries.Entry entry = entries.get(root + "data/" + tensor.storage().key());
        int width = tensor.storage().type().bits() / 8;
        long size = width;
        for (long dim : tensor.shape()) {
            size = Math.multiplyExact(size, dim);
        }
        if (entry == null || Math.multiplyExact(tensor.offset(), (long) width) > entry.size() - size) {
            throw torn.because("tensor " + TensorName.quoted(name) + " lies outside of its storage");
        }
        return new Place(tensor, entry, entry.data() + tensor.offset() * width, size);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public SequencedSet<String> names() {
        return Collections.unmodifiableSequencedSet(places.sequencedKeySet());
    }

    @Override
    public MappedTensor tensor(String name) {
        Place place = place(name);
        return new MappedTensor(
                path.toString(),
                name,
                place.tensor().storage().type(),
                new Shape(place.tensor().shape()),
                bytes.asSlice(place.at(), place.size()));
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw WorkbenchException.input(
                    "format.tensor-missing",
                    path + ": there is no tensor " + TensorName.quoted(name),
                    "Check that the checkpoint is complete and of the architecture its config.json names.");
        }
        return place;
    }

    /// The archive as it is, with other numbers in some tensors' places and the check sums that follow from them.
    @Override
    public void rewrite(Path file, Map<String, ? extends TensorData> replaced) {
        AtomicFile.writeInTurn(file, part -> {
            Files.copy(path, part, StandardCopyOption.REPLACE_EXISTING);
            try (RandomAccessFile out = new RandomAccessFile(part.toFile(), "rw")) {
                Map<Long, ZipEntries.Entry> touched = new HashMap<>();
                for (Map.Entry<String, ? extends TensorData> e : replaced.entrySet()) {
                    Place place = place(e.getKey());
                    checkSame(e.getKey(), place, e.getValue());
                    out.getChannel().position(place.at());
                    e.getValue().writeTo(out.getChannel());
                    touched.put(place.entry().data(), place.entry());
                }
                for (ZipEntries.Entry entry : touched.values()) {
                    sum(out.getChannel(), entry);
                }
            }
        });
    }

    private void checkSame(String name, Place place, TensorData data) {
        if (data.dtype() != place.tensor().storage().type()
                || !data.shape().dims().equals(place.tensor().shape())) {
            throw torn.because(
                    "tensor " + TensorName.quoted(name) + " cannot get another type or shape in a .bin file");
        }
    }

    private static void sum(FileChannel channel, ZipEntries.Entry entry) throws IOException {
        CRC32 crc = new CRC32();
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        long end = entry.data() + entry.size();
        for (long at = entry.data(); at < end; ) {
            chunk.clear().limit((int) Math.min(CHUNK, end - at));
            int read = channel.read(chunk, at);
            if (read < 0) {
                throw new IOException("the copy is shorter than its source");
            }
            crc.update(chunk.flip());
            at += read;
        }
        for (long place : entry.crcs()) {
            ByteBuffer value = ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) crc.getValue())
                    .flip();
            while (value.hasRemaining()) {
                channel.write(value, place);
            }
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
