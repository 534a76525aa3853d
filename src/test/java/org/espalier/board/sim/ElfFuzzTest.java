package org.espalier.board.sim;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.espalier.Untrusted;

/// Whatever an ELF file's bytes are, they become an image or a message.
class ElfFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyFile(byte[] bytes) {
        Untrusted.read(() -> {
            FirmwareImage image = new ElfReader("fuzzed.elf", bytes).read();
            if (image.code().first() < 0 || image.code().end() > image.bytes().length) {
                throw new AssertionError("code lies outside of the image: " + image.code());
            }
        });
    }
}
