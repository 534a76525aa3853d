package org.espalier.format.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.espalier.tensor.DType;

/// Writes `.bin` files as `torch.save` lays out a state dict: protocol 2, one storage a tensor, entries stored.
public final class TorchArchive {

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    private TorchArchive() {}

    /// One tensor's bytes.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Raw(DType type, long[] shape, byte[] bytes) {

        public static Raw floats(long[] shape, float[] values) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return new Raw(DType.F32, shape, bytes.array());
        }
    }

    /// Writes a state dict.
    public static void write(Path file, SequencedMap<String, Raw> tensors) throws IOException {
        write(file, new TorchArchive().pickled(tensors), new ArrayList<>(tensors.sequencedValues()));
    }

    static void write(Path file, byte[] pickle, List<Raw> storages) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, "archive/data.pkl", pickle);
            entry(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < storages.size(); i++) {
                entry(zip, "archive/data/" + i, storages.get(i).bytes());
            }
            entry(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private byte[] pickled(SequencedMap<String, Raw> tensors) {
        bytes(0x80, 2);
        global("collections", "OrderedDict");
        bytes(')', 'R', 'q', 0, '(');
        int storage = 0;
        for (Map.Entry<String, Raw> e : tensors.entrySet()) {
            Raw raw = e.getValue();
            text(e.getKey());
            global("torch._utils", "_rebuild_tensor_v2");
            bytes('(', '(');
            text("storage");
            global("torch", storage(raw.type()));
            text(Integer.toString(storage++));
            text("cpu");
            number(raw.bytes().length * 8L / raw.type().bits());
            bytes('t', 'Q');
            number(0);
            bytes('(');
            for (long dim : raw.shape()) {
                number(dim);
            }
            bytes('t', '(');
            for (int i = 0; i < raw.shape().length; i++) {
                long stride = 1;
                for (int j = i + 1; j < raw.shape().length; j++) {
                    stride *= raw.shape()[j];
                }
                number(stride);
            }
            bytes('t', 0x89);
            global("collections", "OrderedDict");
            bytes(')', 'R', 't', 'R');
        }
        bytes('u', '}', 'b', '.'); // with an empty state, as modules leave their versions
        return pickle.toByteArray();
    }

    private static String storage(DType type) {
        return switch (type) {
            case F16 -> "HalfStorage";
            case BF16 -> "BFloat16Storage";
            default -> "FloatStorage";
        };
    }

    private void bytes(int... values) {
        for (int value : values) {
            pickle.write(value);
        }
    }

    private void global(String module, String name) {
        pickle.write('c');
        pickle.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void text(String text) {
        byte[] utf = text.getBytes(StandardCharsets.UTF_8);
        pickle.write('X');
        pickle.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(utf.length)
                .array());
        pickle.writeBytes(utf);
    }

    private void number(long value) {
        pickle.write('J');
        pickle.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Math.toIntExact(value))
                .array());
    }
}
