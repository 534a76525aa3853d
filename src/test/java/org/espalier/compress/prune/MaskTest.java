package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskTest {

    @Test
    void bitsFromAnyPlaceAreThoseOfTheWeightsThere() {
        Random random = new Random(3);
        Mask mask = new Mask(3, 77);
        for (int i = 0; i < 3 * 77; i++) {
            if (random.nextBoolean()) {
                mask.prune(i);
            }
        }
        for (int count : new int[] {1, 4, 33, 63, 64}) {
            for (int index = 0; index + count <= 3 * 77; index++) {
                long expected = 0;
                for (int i = 0; i < count; i++) {
                    expected |= (mask.pruned(index + i) ? 1L : 0L) << i;
                }
                assertEquals(expected, mask.bits(index, count), index + ", " + count);
            }
        }
    }
}
