package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.espalier.board.sim.x64.TranslatedCore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Translated code keeps no greater-or-equal flags and no saturation flag: an image that reads them is not translated.
class UnkeptFlagsTest {

    private static final long BASE = 0x08000000L;

    /// Nothing is run.
    private static final TranslatedCore.Bus NO_BUS = new TranslatedCore.Bus() {
        @Override
        public int load(int address, int size) {
            throw new AssertionError("a load");
        }

        @Override
        public void store(int address, int size, int value) {
            throw new AssertionError("a store");
        }

        @Override
        public void unaligned(int address) {
            throw new AssertionError("an access");
        }
    };

    @BeforeEach
    void host() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "code is translated for x64 only");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "SEL alone,                                         FAA1 F082,           false",
        "SEL behind a narrow instruction,                   4608 FAA1 F082,      false",
        "SEL behind UADD8,                                  FA81 F042 FAA1 F082, false",
        "MRS of the status,                                 BF00 F3EF 8000,      false",
        "MRS of all that the status consists of,            BF00 F3EF 8003,      false",
        "MRS of another register,                           BF00 F3EF 8008,      true",
        "the end of a call and the start of an exclusive or, F000 FAA0 F080 0001, true",
        "the same behind a narrow instruction,              4608 F000 FAA0 F080 0001, true",
        "the end of a call and a narrow instruction behind it, F000 F3EF 8000,  true",
    })
    void onlyInstructionsThatReadThemCount(String what, String code, boolean translated) {
        String[] halfwords = code.split(" ", -1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flash = arena.allocate(4096);
            for (int i = 0; i < halfwords.length; i++) {
                flash.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN), 0x40 + 2L * i, (short)
                        Integer.parseInt(halfwords[i], 16));
            }
            var core = TranslatedCore.of(arena, flash, BASE, 0x40, 0x40 + 2 * halfwords.length, NO_BUS);
            core.ifPresent(TranslatedCore::close);
            assertEquals(translated, core.isPresent(), what);
        }
    }
}
