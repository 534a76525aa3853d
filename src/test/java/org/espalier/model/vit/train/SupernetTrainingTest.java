package org.espalier.model.vit.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.VitConfig;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SupernetTrainingTest {

    private static final VitConfig CONFIG = new VitConfig(
            32,
            8,
            3,
            2,
            32,
            2,
            2,
            16,
            2,
            new Choices(List.of(24, 32), List.of(1, 2), List.of(1, 2), List.of(1.5, 2.0)),
            new LowRank.TwoFactor(0.5, 0.5),
            false,
            14,
            true,
            true,
            true,
            false,
            List.of(0.5f, 0.5f, 0.5f),
            List.of(0.5f, 0.5f, 0.5f),
            List.of());

    /// Two classes: red pictures and blue ones, with noise.
    private static Photos redAndBlue() {
        int side = 40;
        int count = 16;
        byte[][] rgb = new byte[count][side * side * 3];
        int[] labels = new int[count];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < count * side * side * 3; i++) {
            int picture = i / (side * side * 3);
            labels[picture] = picture % 2;
            boolean bright = i % 3 == (picture % 2 == 0 ? 0 : 2);
            rgb[picture][i % (side * side * 3)] = (byte) ((bright ? 190 : 20) + random.nextInt(40));
        }
        return Photos.of(side, rgb, labels);
    }

    /// Pictures whose file is gone once training has begun.
    private record Gone(Photos photos, Throwable why) implements Photos {
        @Override
        public int side() {
            return photos.side();
        }

        @Override
        public int count() {
            return photos.count();
        }

        @Override
        public int label(int picture) {
            return photos.label(picture);
        }

        @Override
        public byte[] rgb(int picture) {
            return photos.rgb(picture);
        }

        @Override
        public int usable(int picture) {
            switch (why) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(why);
            }
        }
    }

    @Test
    void whatKeepsPicturesFromBeingReadIsThrownAndNotWaitedOutForEver() {
        for (Throwable why : List.of(
                WorkbenchException.input("train.data.unreadable", "no training picture can be read", "Check them."),
                new OutOfMemoryError("no room"))) {
            try (BatchFeed feed =
                    new BatchFeed(new Gone(redAndBlue(), why), recipe(1), CONFIG, Regularisation.NONE, 0)) {
                Assertions.assertSame(
                        why,
                        assertTimeoutPreemptively(
                                Duration.ofMinutes(1), () -> assertThrows(Throwable.class, feed::next)));
            }
        }
    }

    private static Recipe recipe(int epochs) {
        return new Recipe(epochs, 8, 3e-3, 0.5, 0.05, 0.1, 0.5, 0.9, 2, 0.5, 1, 7);
    }

    private static Map<String, float[]> values(SupernetTraining training) {
        Map<String, float[]> values = new HashMap<>();
        training.state()
                .forEach(
                        (name, tensor) -> values.put(name, tensor.stopGradient().toFloatArray()));
        return values;
    }

    private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        List<String> different = expected.keySet().stream()
                .filter(name -> !Arrays.equals(expected.get(name), actual.get(name)))
                .sorted()
                .toList();
        assertEquals(List.of(), different);
    }

    private static SupernetTraining fresh(Recipe recipe) {
        return SupernetTraining.fresh(CONFIG, recipe, redAndBlue(), new TrainedNets.Usual(), Regularisation.NONE);
    }

    @Test
    void trainsToTheSameBitsFromTheSameSeed() {
        List<Map<String, float[]>> results = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (SupernetTraining training = fresh(recipe(6))) {
                training.run(t -> null, TaskContext.NONE);
                results.add(values(training));
            }
        }
        assertSame(results.getFirst(), results.getLast());
    }

    @Test
    void continuesFromASavedPointAsIfNeverStopped() {
        Map<String, float[]> half = new HashMap<>();
        List<SupernetTraining.Epoch> curve = new ArrayList<>();
        Map<String, float[]> whole;
        try (SupernetTraining training = fresh(recipe(4))) {
            training.run(
                    t -> {
                        if (t.epoch() == 2) {
                            half.putAll(values(t));
                            curve.addAll(t.curve());
                        }
                        return null;
                    },
                    TaskContext.NONE);
            whole = values(training);
        }
        try (SupernetTraining training = fresh(recipe(4))) {
            training.restore(curve, (name, shape) -> half.getOrDefault(name, new float[0]));
            assertSame(half, values(training));
            training.run(t -> null, TaskContext.NONE);
            assertSame(whole, values(training));
        }
    }

    @Test
    void learnsToTellRedFromBlue() {
        try (SupernetTraining training = fresh(recipe(12))) {
            training.run(t -> null, TaskContext.NONE);
            double first = training.curve().getFirst().loss();
            double last = training.curve().getLast().loss();
            assertTrue(last < first, first + " to " + last);
        }
    }
}
