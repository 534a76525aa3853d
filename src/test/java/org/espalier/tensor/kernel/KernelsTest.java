package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelsTest {

    private static final int ROWS = 71;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    static Stream<Kernels> all() {
        return Stream.concat(
                Stream.of(
                        new ScalarKernels(),
                        VectorKernels.of(128),
                        VectorKernels.of(256),
                        VectorKernels.of(512),
                        FastestKernels.shared()),
                compiled().stream());
    }

    /// The C code, built now, where there is a compiler and the processor runs it.
    static Optional<Kernels> compiled() {
        return CompiledKernels.in(folder);
    }

    /// Random matrices in every form: dense, unstructured sparse, 2:4, empty rows and full ones.
    static List<Weights> matrices(int columns, Random random) {
        float[] elements = new float[ROWS * columns];
        for (int i = 0; i < elements.length; i++) {
            int row = i / columns;
            boolean kept = switch (row % 4) {
                case 0 -> random.nextBoolean();
                case 1 -> i % 4 < 2;
                case 2 -> row > 20;
                default -> random.nextInt(10) < 3;
            };
            elements[i] = kept ? (float) random.nextGaussian() : 0;
        }
        short[] brain = new short[elements.length];
        short[] half = new short[elements.length];
        for (int i = 0; i < elements.length; i++) {
            brain[i] = (short) (Float.floatToRawIntBits(elements[i]) >>> 16);
            // The smallest ones are subnormal halves.
            half[i] = Float.floatToFloat16(i % 7 == 0 ? elements[i] * 1e-5f : elements[i]);
        }
        return List.of(
                Packing.dense(Sixteen.BF16, ROWS, columns, brain),
                Packing.sparse(Sixteen.BF16, ROWS, columns, brain),
                Packing.dense(Sixteen.F16, ROWS, columns, half),
                Packing.sparse(Sixteen.F16, ROWS, columns, half),
                Packing.dense(ROWS, columns, elements),
                Packing.sparse(ROWS, columns, elements),
                Packing.denseInt8(ROWS, columns, elements),
                Packing.sparseInt8(ROWS, columns, elements));
    }

    static float[] vector(int columns, Random random) {
        float[] x = new float[columns];
        for (int i = 0; i < columns; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    /// What the weights say, in double arithmetic.
    static double[] product(float[] weights, float[] x) {
        double[] y = new double[weights.length / x.length];
        for (int i = 0; i < weights.length; i++) {
            y[i / x.length] += (double) weights[i] * x[i % x.length];
        }
        return y;
    }

    @ParameterizedTest
    @MethodSource("all")
    void multipliesWhatTheWeightsSay(Kernels kernels) {
        for (int columns : new int[] {1, 63, 64, 160, 300, 777}) {
            Random random = new Random(columns);
            float[] x = vector(columns, random);
            Activations input = new Activations(columns);
            input.set(x);
            input.quantize();
            for (Weights w : matrices(columns, random)) {
                boolean bytes = w instanceof Weights.Dense8 || w instanceof Weights.Sparse8;
                double[] expected = product(Packing.floats(w), bytes ? quantized(input) : x);
                if (!kernels.covers(Form.of(w))) {
                    continue;
                }
                float[] y = new float[ROWS];
                int begin = columns % 5;
                kernels.multiply(w, input, y, 0, begin);
                kernels.multiply(w, input, y, begin, ROWS);
                for (int row = 0; row < ROWS; row++) {
                    assertEquals(
                            expected[row],
                            y[row],
                            1e-5 * Math.sqrt(columns),
                            kernels.name() + ", " + Form.of(w) + ", " + columns + " columns, row " + row);
                }
            }
        }
    }

    private static float[] quantized(Activations input) {
        float[] x = new float[input.columns()];
        for (int i = 0; i < x.length; i++) {
            int quantum = (i & 1) == 0 ? input.evenQuanta()[i / 2] : input.oddQuanta()[i / 2];
            x[i] = quantum * input.scales()[i / Weights.GROUP];
        }
        return x;
    }

    @Test
    void multipliesTheLargestBytesWithoutOverflow() {
        int columns = 1024;
        float[] elements = new float[8 * columns];
        float[] x = new float[columns];
        java.util.Arrays.fill(elements, -3);
        java.util.Arrays.fill(x, 2);
        Activations input = new Activations(columns);
        input.set(x);
        input.quantize();
        for (Kernels kernels : all().toList()) {
            float[] y = new float[8];
            kernels.multiply(Packing.denseInt8(8, columns, elements), input, y, 0, 8);
            assertEquals(-6f * columns, y[7], 1e-2, kernels.name());
            kernels.multiply(Packing.sparseInt8(8, columns, elements), input, y, 0, 8);
            assertEquals(-6f * columns, y[3], 1e-2, kernels.name());
        }
    }

    @Test
    void roundsToEightBitsWithinHalfAStepOfTheGroup() {
        Random random = new Random(5);
        float[] elements = vector(600, random);
        float[] back = Packing.floats(Packing.denseInt8(1, 600, elements));
        for (int group = 0; group < 600; group += Weights.GROUP) {
            float largest = 0;
            for (int i = group; i < Math.min(600, group + Weights.GROUP); i++) {
                largest = Math.max(largest, Math.abs(elements[i]));
            }
            for (int i = group; i < Math.min(600, group + Weights.GROUP); i++) {
                assertEquals(elements[i], back[i], largest / 127 * 0.5001);
            }
        }
    }

    @Test
    void putsACutMatrixBackInItsPlaces() {
        Random random = new Random(6);
        int[] keptRows = {0, 3, 4};
        int[] keptColumns = {1, 2, 5, 9};
        float[] inner = vector(12, random);
        Weights cut = new Weights.Cut(Packing.dense(3, 4, inner), 6, 10, keptRows, keptColumns);
        float[] x = vector(10, random);
        double[] expected = product(Packing.floats(cut), x);
        Activations input = new Activations(10);
        input.set(x);
        float[] y = vector(6, random);
        try (RowTeam team = new RowTeam(1)) {
            new Multiplier(new ScalarKernels(), team).multiply(cut, input, y);
        }
        for (int row = 0; row < 6; row++) {
            assertEquals(expected[row], y[row], 1e-6);
        }
        assertEquals(0, y[1]);
    }

    @Test
    void sharesRowsAmongThreadsWithoutChangingThem() {
        int rows = 1000;
        int columns = 512;
        float[] elements = vector(rows * columns, new Random(7));
        Weights w = Packing.dense(rows, columns, elements);
        Activations input = new Activations(columns);
        float[] alone = new float[rows];
        float[] shared = new float[rows];
        try (RowTeam one = new RowTeam(1);
                RowTeam four = new RowTeam(4)) {
            for (int turn = 0; turn < 200; turn++) {
                input.set(vector(columns, new Random(turn)));
                new Multiplier(VectorKernels.of(256), one).multiply(w, input, alone);
                new Multiplier(VectorKernels.of(256), four).multiply(w, input, shared);
                assertArrayEquals(alone, shared);
            }
        }
    }

    @Test
    void passesOnWhatFailedInAnotherThread() {
        List<Integer> seen = new ArrayList<>();
        try (RowTeam team = new RowTeam(3)) {
            for (int i = 0; i < 20; i++) {
                try {
                    team.run(640, (from, _) -> {
                        if (from == 320) {
                            throw new IllegalStateException("row " + from);
                        }
                    });
                } catch (IllegalStateException e) {
                    seen.add(i);
                }
            }
            team.run(640, (_, _) -> {});
        }
        assertEquals(20, seen.size());
    }

    @Test
    void aLibraryWithoutItsFunctionsIsLeftOut() {
        Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
        Assumptions.assumeTrue(Files.exists(other));
        assertEquals(Optional.empty(), NativeKernels.load(other));
    }

    @Test
    void givesTheSameWithTheThreadsOfATeamInC() {
        Assumptions.assumeTrue(compiled().isPresent(), "no C compiler, or another processor");
        NativeKernels kernels = (NativeKernels) compiled().orElseThrow();
        Random random = new Random(8);
        int columns = 1300;
        for (Weights tile : matrices(columns, random)) {
            if (!kernels.covers(Form.of(tile))) {
                continue;
            }
            Weights w = Repetition.of(tile, 1000);
            Activations input = new Activations(columns);
            input.set(vector(columns, random));
            float[] shared = new float[1000];
            float[] scalar = new float[1000];
            try (RowTeam team = new RowTeam(3)) {
                new Multiplier(kernels, team).multiply(w, input, shared);
                new Multiplier(new ScalarKernels(), team).multiply(w, input, scalar);
            }
            assertArrayEquals(scalar, shared, 2e-3f, Form.of(w).words());
        }
    }

    @Test
    void scalarCodeThatWonWhileVectorCodeWasNotYetCompiledIsNotRemembered() {
        Map<String, Double> notTimed = Map.of("256-bit vectors", KernelTimer.HOPELESS);
        assertFalse(FastestKernels.settled(new FastestKernels.Choice(new ScalarKernels(), 1, notTimed, 5)));
        assertTrue(FastestKernels.settled(
                new FastestKernels.Choice(new ScalarKernels(), 1, Map.of("256-bit vectors", 1.4), 5)));
        assertTrue(FastestKernels.settled(
                new FastestKernels.Choice(VectorKernels.of(256), 9, Map.of("scalar", KernelTimer.HOPELESS), 5)));
    }

    @Test
    void remembersWhatWasFastestForAWeekAndTheSameCandidates() {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        Path path = folder.resolve("choices").resolve("kernels.properties");
        ChoiceFile file = new ChoiceFile(path, now);
        List<Kernels> candidates = List.of(VectorKernels.of(256), VectorKernels.of(512));
        assertEquals(Optional.empty(), file.read(Form.SPARSE_BF16, candidates));
        FastestKernels.Choice choice =
                new FastestKernels.Choice(VectorKernels.of(512), 12.5, Map.of("256-bit vectors", 1.75), 0.75);
        file.write(Form.SPARSE_BF16, candidates, choice);
        file.write(Form.DENSE_BF16, candidates, choice);
        assertEquals(
                Optional.of(choice),
                new ChoiceFile(path, now.plus(Duration.ofDays(6))).read(Form.SPARSE_BF16, candidates));
        assertEquals(
                Optional.empty(),
                new ChoiceFile(path, now.plus(Duration.ofDays(8))).read(Form.SPARSE_BF16, candidates));
        assertEquals(Optional.empty(), file.read(Form.SPARSE_BF16, List.of(VectorKernels.of(512))));
        assertEquals(
                choice,
                new FastestKernels(candidates, file).known(Form.DENSE_BF16).orElseThrow());
    }

    @Test
    void choosesForEveryFormAndSaysWhatItBeat() {
        for (Form form : Form.values()) {
            FastestKernels kernels = new FastestKernels(List.of(new ScalarKernels(), VectorKernels.of(256)), null);
            FastestKernels.Choice choice = kernels.choice(form);
            assertTrue(choice.gigaweights() > 0, form.words());
            assertTrue(choice.seconds() > 0, "how long that took");
            assertTrue(choice.slower().values().stream().allMatch(times -> times >= 1), choice.toString());
        }
    }

    @Test
    void whoAsksWhatIsKnownDoesNotWaitForWhoFindsItOut() throws InterruptedException {
        FastestKernels kernels =
                new FastestKernels(List.of(new ScalarKernels(), VectorKernels.of(128), VectorKernels.of(256)), null);
        Thread timing = Thread.ofPlatform().start(() -> kernels.choice(Form.SPARSE_BF16));
        while (Stream.of(timing.getStackTrace())
                .noneMatch(frame -> frame.getClassName().equals(KernelTimer.class.getName()))) {
            Thread.onSpinWait();
        }
        assertEquals(Optional.empty(), kernels.known(Form.SPARSE_BF16));
        timing.join();
        assertTrue(kernels.known(Form.SPARSE_BF16).isPresent());
    }
}
