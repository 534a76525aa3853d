package org.espalier.format.pytorch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.espalier.Untrusted;

/// Whatever a `.bin` file says, nothing of it is run and no tensor lies outside of it.
class TorchFuzzTest {

    private static final Torn TORN = new Torn(Path.of("fuzzed.bin"));

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyArchive(byte[] archive) {
        read(archive);
    }

    /// The same with a right archive around it, so that the pickle is reached.
    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyPickle(byte[] pickle) {
        read(archive(Map.of("a/data.pkl", pickle, "a/data/0", new byte[64])));
    }

    private static void read(byte[] archive) {
        Untrusted.read(() -> {
            MemorySegment bytes = MemorySegment.ofArray(archive);
            TorchFile.checked(bytes, TORN).values().forEach(place -> bytes.asSlice(place.at(), place.size()));
        });
    }

    /// A zip archive without compression.
    static byte[] archive(Map<String, byte[]> entries) {
        ByteBuffer out = ByteBuffer.allocate(entries.entrySet().stream()
                                .mapToInt(e -> 76 + 2 * e.getKey().length() + e.getValue().length)
                                .sum()
                        + 22)
                .order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer directory = ByteBuffer.allocate(out.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        entries.forEach((name, bytes) -> {
            byte[] text = name.getBytes(StandardCharsets.US_ASCII);
            directory.putInt(0x02014b50).putInt(0).putInt(0).putInt(0).putInt(0);
            directory.putInt(bytes.length).putInt(bytes.length).putShort((short) text.length);
            directory
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0);
            directory.putInt(0).putInt(out.position()).put(text);
            out.putInt(0x04034b50).putInt(0).putInt(0).putInt(0).putShort((short) 0);
            out.putInt(bytes.length)
                    .putInt(bytes.length)
                    .putShort((short) text.length)
                    .putShort((short) 0);
            out.put(text).put(bytes);
        });
        int at = out.position();
        out.put(directory.flip());
        out.putInt(0x06054b50).putInt(0).putShort((short) entries.size()).putShort((short) entries.size());
        out.putInt(out.position() - 12 - at).putInt(at).putShort((short) 0);
        return out.array();
    }
}
