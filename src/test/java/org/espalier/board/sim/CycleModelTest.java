package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cycles of short blocks, written as halfwords, on cores with one issue slot and with two.
class CycleModelTest {

    private static int cycles(String core, String halfwords) {
        List<Integer> code = java.util.Arrays.stream(halfwords.split(" "))
                .map(h -> Integer.parseInt(h, 16))
                .toList();
        ByteBuffer bytes = ByteBuffer.allocate(2 * code.size()).order(ByteOrder.LITTLE_ENDIAN);
        code.forEach(h -> bytes.putShort((short) h.intValue()));
        return CycleModel.of(core).cycles(MemorySegment.ofArray(bytes.array()), 0, bytes.capacity());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two additions                    | 1888 1888                | 2 | 1",
                "a load                           | 6808                     | 2 | 1",
                "two loads, the second hides      | 6808 6849                | 3 | 2",
                "load, add, load                  | 6808 1888 6849           | 5 | 2",
                "a pair of words                  | E9D0 2300                | 3 | 1",
                "four registers                   | E890 001E                | 5 | 2",
                "pushing four                     | B507                     | 5 | 2",
                "a dual multiply-accumulate       | FB20 4001                | 1 | 1",
                "an integer division              | FB90 F0F1                | 7 | 8",
                "a floating-point division        | EE80 0A01                | 14 | 14",
                "a floating multiply and add      | EEA0 0A01                | 3 | 1",
                "an addition and a jump back      | 1888 E7FD                | 4 | 2",
                "returning                        | 4770                     | 3 | 2"
            })
    void aBlockTakesWhatTheCoreNeedsForIt(String what, String code, int one, int two) {
        assertEquals(one, cycles("cortex-m4", code), what);
        assertEquals(one, cycles("cortex-m33", code), what);
        assertEquals(two, cycles("cortex-m7", code), what);
    }
}
