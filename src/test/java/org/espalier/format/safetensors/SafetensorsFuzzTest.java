package org.espalier.format.safetensors;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.espalier.Untrusted;
import org.espalier.task.WorkbenchException;

/// Whatever the bytes, opening a file ends in a file or a message. Seeds lie in the resources;
/// `JAZZER_FUZZ=1` with `-Djazzer.hooks=true` looks for more.
class SafetensorsFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void opensOrRefusesAnyBytes(byte[] bytes) {
        open(bytes);
    }

    /// The same with a right length in front, so that the header is reached.
    @FuzzTest(maxDuration = "2m")
    void opensOrRefusesAnyHeader(byte[] header) {
        byte[] bytes = new byte[8 + header.length + 4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (header.length >> (8 * i));
        }
        System.arraycopy(header, 0, bytes, 8, header.length);
        open(bytes);
    }

    /// The same in memory, for millions of trials: tensors fill the bytes that follow, whole and in order.
    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyHeader(byte[] header) {
        Untrusted.read(() -> {
            Header read = HeaderReader.read(MemorySegment.ofArray(header), 4, new Refusal("fuzzed"));
            long end = 0;
            for (Entry entry : read.entries().values()) {
                if (entry.begin() != end || entry.end() < end) {
                    throw new AssertionError("tensors do not follow each other: " + read.entries());
                }
                end = entry.end();
            }
            if (end != 4) {
                throw new AssertionError("bytes are left over: " + read.entries());
            }
        });
    }

    private static void open(byte[] bytes) {
        Path path = Untrusted.file(Untrusted.folder("safetensors"), "fuzzed.safetensors", bytes);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            for (String name : file.names()) {
                if (file.tensor(name).zeros() > file.tensor(name).shape().elements()) {
                    throw new AssertionError("more zeros than elements in " + name);
                }
            }
        } catch (WorkbenchException e) {
            if (!e.getMessage().startsWith(path + ": ")) {
                throw new AssertionError("the file is not named: " + e.getMessage(), e);
            }
        }
    }
}
