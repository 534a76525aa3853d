package org.espalier.model.vit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DropPathTest {

    private static final VitConfig CONFIG = VitConfigFile.read(Path.of("assets/vit-clothing/config.json"));

    private static float[] mask(int block, int count) {
        try (NDManager scope = NDManager.newBaseManager()) {
            return new DropPath(0.4, new SplittableRandom(2))
                    .mask(scope, CONFIG, block, count)
                    .toFloatArray();
        }
    }

    @Test
    void theFirstBlockIsNeverLeftOut() {
        assertArrayEquals(new float[] {1, 1, 1, 1}, mask(0, 4));
    }

    @Test
    void theLastIsLeftOutAsOftenAsAskedAndTheMeanStaysOne() {
        float[] factors = mask(CONFIG.depth() - 1, 20_000);
        int dropped = 0;
        double sum = 0;
        for (float factor : factors) {
            dropped += factor == 0 ? 1 : 0;
            sum += factor;
        }
        assertEquals(0.4, dropped / 20_000.0, 0.02);
        assertEquals(1, sum / 20_000, 0.03);
    }

    @Test
    void inBetweenTheShareGrowsLinearly() {
        float[] factors = mask(1, 20_000);
        int dropped = 0;
        for (float factor : factors) {
            dropped += factor == 0 ? 1 : 0;
        }
        assertEquals(0.4 / (CONFIG.depth() - 1), dropped / 20_000.0, 0.01);
    }
}
