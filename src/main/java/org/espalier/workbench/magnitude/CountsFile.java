package org.espalier.workbench.magnitude;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.AtomicFile;
import org.espalier.format.Json;
import org.espalier.format.Sha256;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MagnitudeHistogram;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// Counts in a safetensors file: one U8 tensor for each tensor of the checkpoint, of its name, that holds its counts as
/// [CountCode] writes them. The metadata has `schema`, `files` (JSON, [WeightFile]s), `tensors` (JSON, name -> type and
/// elements) and `sha256` of those two texts and all tensors' bytes in the file's order.
///
/// Whatever such a file holds, reading it ends in counts that fit together or in a message.
final class CountsFile {

    private static final String SCHEMA = "espalier.magnitudes/1";

    private CountsFile() {}

    /// What the counts of a tensor must add up to.
    private record Counted(String dtype, long elements) {}

    /// Writes a file, whole or not at all.
    ///
    /// @throws WorkbenchException if the folder cannot be written
    static void write(Path file, Counts counts) {
        SequencedMap<String, Bytes> tensors = new LinkedHashMap<>();
        Map<String, Counted> counted = new LinkedHashMap<>();
        counts.tensors().forEach((name, histogram) -> {
            tensors.put(name, new Bytes(CountCode.bytes(histogram)));
            counted.put(name, new Counted(histogram.dtype().name(), histogram.total()));
        });
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        metadata.put("schema", SCHEMA);
        metadata.put("files", Json.line(counts.files()));
        metadata.put("tensors", Json.line(counted));
        MessageDigest digest = sha256(metadata);
        tensors.values().forEach(bytes -> digest.update(bytes.data().asByteBuffer()));
        metadata.put("sha256", HexFormat.of().formatHex(digest.digest()));
        // Two programs may count the same model at once.
        AtomicFile.write(file, part -> SafetensorsWriter.write(part, tensors, metadata));
    }

    /// Reads a file.
    ///
    /// @throws WorkbenchException if it is missing, or not such a file whole and unchanged
    static Counts read(Path file) {
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            Map<String, String> metadata = open.metadata();
            if (!SCHEMA.equals(metadata.get("schema"))) {
                throw new IllegalArgumentException("its metadata does not say " + SCHEMA);
            }
            List<WeightFile> files = json(metadata, "files", new TypeReference<>() {});
            Map<String, Counted> counted = json(metadata, "tensors", new TypeReference<>() {});
            if (!counted.keySet().equals(open.names())) {
                throw new IllegalArgumentException("its tensors are not the ones it lists");
            }
            MessageDigest digest = sha256(metadata);
            SequencedMap<String, MagnitudeHistogram> tensors = new LinkedHashMap<>();
            for (String name : open.names()) {
                MappedTensor tensor = open.tensor(name);
                if (tensor.bytes() > CountCode.MOST_BYTES) {
                    throw new IllegalArgumentException("tensor " + name + " is larger than counts are");
                }
                digest.update(tensor.data().asByteBuffer());
                tensors.put(name, histogram(tensor, counted.get(name)));
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(metadata.get("sha256"))) {
                throw new IllegalArgumentException("its bytes are not the ones that were written");
            }
            return new Counts(checked(files), tensors);
        } catch (IllegalArgumentException | ArithmeticException | JsonProcessingException e) {
            throw WorkbenchException.input(
                    "magnitudes.broken",
                    file + ": not a whole file of counts: "
                            + (e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage()),
                    "Delete it; the weights are counted again.",
                    e);
        }
    }

    private static <T> T json(Map<String, String> metadata, String key, TypeReference<T> type)
            throws JsonProcessingException {
        T value = Json.mapper().readValue(metadata.getOrDefault(key, "null"), type);
        if (value == null) {
            throw new IllegalArgumentException("its metadata lacks '" + key + "'");
        }
        return value;
    }

    @SuppressWarnings("NullAway") // What JSON left out.
    private static List<WeightFile> checked(List<WeightFile> files) {
        for (WeightFile file : files) {
            if (file == null || file.name() == null || file.modified() == null) {
                throw new IllegalArgumentException("'files' has a gap");
            }
        }
        return files;
    }

    private static MagnitudeHistogram histogram(
            MappedTensor tensor, @org.jspecify.annotations.Nullable Counted counted) {
        DType dtype = counted == null ? null : DType.parse(counted.dtype());
        if (counted == null || dtype == null || tensor.dtype() != DType.U8) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " has no type, or holds no counts");
        }
        long[] counts = CountCode.counts(tensor.data());
        long total = 0;
        for (long count : counts) {
            total = Math.addExact(total, count);
        }
        if (total != counted.elements()) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " has " + counted.elements() + " elements and counts of " + total);
        }
        return MagnitudeHistogram.of(dtype, counts);
    }

    /// Has taken in what the metadata says; the tensors' bytes come next.
    private static MessageDigest sha256(Map<String, String> metadata) {
        MessageDigest digest = Sha256.digest();
        digest.update(metadata.getOrDefault("files", "").getBytes(StandardCharsets.UTF_8));
        digest.update(metadata.getOrDefault("tensors", "").getBytes(StandardCharsets.UTF_8));
        return digest;
    }

    /// Bytes on their way into a file.
    private record Bytes(MemorySegment data) implements TensorData {

        Bytes(byte[] bytes) {
            this(MemorySegment.ofArray(bytes));
        }

        @Override
        public DType dtype() {
            return DType.U8;
        }

        @Override
        public Shape shape() {
            return Shape.of(data.byteSize());
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer buffer = data.asByteBuffer();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
