package org.espalier.format.safetensors;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.AtomicFile;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// Writes safetensors files: whole or not at all, tensor by tensor, so that memory stays bounded.
public final class SafetensorsWriter {

    private SafetensorsWriter() {}

    /// Writes a file. Tensors keep their order, but wider element types go first so that every tensor is aligned;
    /// the header is padded with spaces to a multiple of 8.
    ///
    /// @throws WorkbenchException if a tensor is called `__metadata__`, the header exceeds
    ///     100,000,000 bytes, or the folder cannot be written
    public static void write(
            Path file, SequencedMap<String, ? extends TensorData> tensors, Map<String, String> metadata) {
        List<Map.Entry<String, ? extends TensorData>> order = new ArrayList<>(tensors.entrySet());
        order.sort(Comparator.comparingInt(e -> -e.getValue().dtype().bits()));
        write(
                file,
                header(file, order, metadata),
                order.stream().map(Map.Entry::getValue).toList());
    }

    /// Writes an open file again with some of its tensors replaced; all others keep their bytes, and all their order.
    /// Names it does not have are added behind them.
    /// Where no type or shape changes, the header stays byte for byte.
    static void rewrite(SafetensorsFile source, Path file, Map<String, ? extends TensorData> replaced) {
        List<Map.Entry<String, ? extends TensorData>> order = new ArrayList<>();
        boolean same = true;
        for (String name : source.names()) {
            TensorData old = TensorData.of(source.tensor(name));
            TensorData now = replaced.get(name);
            order.add(Map.entry(name, now == null ? old : now));
            same &= now == null || (now.dtype() == old.dtype() && now.shape().equals(old.shape()));
        }
        for (Map.Entry<String, ? extends TensorData> e : replaced.entrySet()) {
            if (!source.names().contains(e.getKey())) {
                order.add(Map.entry(e.getKey(), e.getValue()));
                same = false;
            }
        }
        ByteBuffer header = same ? source.head().asByteBuffer() : header(file, order, source.metadata());
        write(file, header, order.stream().map(Map.Entry::getValue).toList());
    }

    /// Writes a header and the tensors after it.
    static void write(Path file, ByteBuffer header, List<? extends TensorData> tensors) {
        AtomicFile.writeInTurn(file, part -> fill(part, header, tensors));
    }

    private static void fill(Path part, ByteBuffer header, List<? extends TensorData> tensors) throws IOException {
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (header.hasRemaining()) {
                channel.write(header);
            }
            for (TensorData tensor : tensors) {
                long end = channel.position() + tensor.bytes();
                tensor.writeTo(channel);
                if (channel.position() != end) {
                    throw new IllegalStateException(
                            "a tensor of " + tensor.dtype() + " " + tensor.shape() + " wrote another number of bytes");
                }
            }
        }
    }

    /// Length and JSON of a header over tensors in this order.
    static ByteBuffer header(
            Path file, List<Map.Entry<String, ? extends TensorData>> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.mapper().createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(HeaderReader.METADATA);
                for (Map.Entry<String, String> m : metadata.entrySet()) {
                    json.writeStringField(m.getKey(), m.getValue());
                }
                json.writeEndObject();
            }
            long at = 0;
            for (Map.Entry<String, ? extends TensorData> t : tensors) {
                at = entry(file, json, t.getKey(), t.getValue(), at);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalArgumentException("a name or metadata text is not valid Unicode", e);
        }
        while (text.size() % 8 != 0) {
            text.write(' ');
        }
        if (text.size() > Preamble.LARGEST_HEADER) {
            throw new Refusal(file.toString())
                    .because(
                            "header-too-large",
                            "its header would take " + text.size() + " bytes; at most " + Preamble.LARGEST_HEADER
                                    + " are allowed",
                            "Split the tensors over several files.");
        }
        return ByteBuffer.allocate(Preamble.LENGTH + text.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.size())
                .put(text.toByteArray())
                .flip();
    }

    private static long entry(Path file, JsonGenerator json, String name, TensorData tensor, long begin)
            throws IOException {
        if (name.equals(HeaderReader.METADATA)) {
            throw new Refusal(file.toString())
                    .because(
                            "reserved-name",
                            name,
                            "cannot be written: the format keeps that name for itself",
                            "Give the tensor another name.");
        }
        long end = Math.addExact(begin, tensor.bytes());
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", tensor.dtype().name());
        json.writeArrayFieldStart("shape");
        for (long d : tensor.shape().dims()) {
            json.writeNumber(d);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(begin);
        json.writeNumber(end);
        json.writeEndArray();
        json.writeEndObject();
        return end;
    }
}
