package org.espalier.model.vit.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.VitConfig;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static final int SIZE = 32;

    private static final VitConfig CONFIG = new VitConfig(
            SIZE,
            8,
            3,
            2,
            32,
            2,
            2,
            16,
            2,
            Choices.NONE,
            new LowRank.TwoFactor(0.5, 0.5),
            false,
            14,
            true,
            true,
            true,
            false,
            List.of(0.5f, 0.4f, 0.3f),
            List.of(0.5f, 0.25f, 0.2f),
            List.of());

    /// Eight grey pictures, half of either class.
    private static Photos photos() {
        byte[][] rgb = new byte[8][40 * 40 * 3];
        for (int i = 0; i < rgb.length; i++) {
            Arrays.fill(rgb[i], (byte) (30 * i));
        }
        return Photos.of(40, rgb, new int[] {0, 1, 0, 1, 0, 1, 0, 1});
    }

    private static BatchFeed.Batch batch(double smoothing, double mix, Regularisation more) {
        Recipe recipe = new Recipe(1, 8, 1e-3, 0.5, 0.05, smoothing, mix, 0.9, 2, 1, 0, 3);
        try (BatchFeed feed = new BatchFeed(photos(), recipe, CONFIG, more, 0)) {
            return feed.next();
        }
    }

    @Test
    void labelSmoothingSharesOutWhatTheLabelGivesUp() {
        float[] targets = batch(0.2, 0, Regularisation.NONE).targets();
        for (int i = 0; i < 8; i++) {
            float[] row = {targets[2 * i], targets[2 * i + 1]};
            Arrays.sort(row);
            assertArrayEquals(new float[] {0.1f, 0.9f}, row, 1e-6f);
        }
    }

    @Test
    void mixedBatchesMixTargetsByTheShareOfTheirPictures() {
        float[] plain = batch(0, 0, Regularisation.NONE).targets();
        BatchFeed.Batch mixed = batch(0, 1, Regularisation.NONE);
        assertFalse(Arrays.equals(plain, mixed.targets()));
        double share = -1;
        for (int i = 0; i < 8; i++) {
            float first = mixed.targets()[2 * i];
            assertEquals(1, first + mixed.targets()[2 * i + 1], 1e-6);
            // Two pictures of a class stay of that class; of two classes every pair has the same share.
            if (plain[2 * i] == plain[2 * (7 - i)]) {
                assertEquals(plain[2 * i], first, 1e-6);
            } else {
                double own = plain[2 * i] == 1 ? first : 1 - first;
                share = share < 0 ? own : share;
                assertEquals(share, own, 1e-6);
            }
        }
    }

    @Test
    void erasingTouchesOneRectangleAndNothingElse() {
        RandAugment erasing = new RandAugment(CONFIG, new Regularisation(0, 0, 1));
        float[] picture = new float[3 * SIZE * SIZE];
        Arrays.fill(picture, 9);
        erasing.apply(new SplittableRandom(5), picture, 0);
        int left = SIZE;
        int right = -1;
        int top = SIZE;
        int bottom = -1;
        int changed = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            if (picture[i] != 9) {
                changed++;
                left = Math.min(left, i % SIZE);
                right = Math.max(right, i % SIZE);
                top = Math.min(top, i / SIZE);
                bottom = Math.max(bottom, i / SIZE);
            }
        }
        assertTrue(changed > 0 && changed < SIZE * SIZE, changed + " of " + SIZE * SIZE);
        assertEquals((right - left + 1) * (bottom - top + 1), changed);
    }

    @Test
    void randAugmentKeepsToTheRangeOfPicturesAndFollowsItsSeed() {
        RandAugment augment = new RandAugment(CONFIG, new Regularisation(0, 9, 0));
        boolean different = false;
        for (int seed = 0; seed < 40; seed++) {
            float[] one = picture();
            float[] two = picture();
            augment.apply(new SplittableRandom(seed), one, 0);
            augment.apply(new SplittableRandom(seed), two, 0);
            assertArrayEquals(one, two);
            different |= !Arrays.equals(one, picture());
            for (int i = 0; i < one.length; i++) {
                int c = i / (SIZE * SIZE);
                float value =
                        one[i] * CONFIG.imageStd().get(c) + CONFIG.imageMean().get(c);
                assertTrue(value > -1e-5 && value < 1 + 1e-5, "seed " + seed + ": " + value);
            }
        }
        assertTrue(different);
    }

    private static float[] picture() {
        float[] picture = new float[3 * SIZE * SIZE];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < picture.length; i++) {
            int c = i / (SIZE * SIZE);
            picture[i] = ((float) random.nextDouble() - CONFIG.imageMean().get(c))
                    / CONFIG.imageStd().get(c);
        }
        return picture;
    }

    @Test
    void theLearningRateRisesThenFallsAsACosineToAHundredth() {
        Recipe recipe = Recipe.standard(100, 0);
        assertTrue(recipe.rate(0, 10) < recipe.rate(20, 10));
        assertEquals(recipe.learningRate(), recipe.rate(50, 10), 1e-12);
        assertEquals(recipe.learningRate() * 0.505, recipe.rate(50 + 475, 10), 1e-9);
        assertEquals(recipe.learningRate() * 0.01, recipe.rate(1000, 10), 1e-12);
    }
}
