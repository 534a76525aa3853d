package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Int8ExecutorTest {

    @Test
    void resultsDependOnThePictureAndOnNothingElse() {
        resultsDependOnThePictureOf(RandomNetworks.of(SmallForm.SMALL, 3));
        resultsDependOnThePictureOf(RandomNetworks.of(SmallForm.SMALL.wide(), 3));
    }

    private static void resultsDependOnThePictureOf(QuantizedNetwork network) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            byte[] picture = RandomNetworks.picture(network, i);
            byte[] logits = Int8Executor.run(network, picture).logits();
            assertArrayEquals(logits, Int8Executor.run(network, picture).logits());
            seen.add(Arrays.toString(logits));
        }
        assertTrue(seen.size() >= 7, seen.toString());
    }

    @Test
    void theTraceHoldsEveryActivationInOrder() {
        traceHoldsEveryActivationOf(RandomNetworks.of(SmallForm.SMALL, 3));
        traceHoldsEveryActivationOf(RandomNetworks.of(SmallForm.SMALL.wide(), 3));
    }

    private static void traceHoldsEveryActivationOf(QuantizedNetwork network) {
        Trace trace = Int8Executor.run(network, RandomNetworks.picture(network, 1), true);
        assertEquals(
                network.activations().stream().map(Activation::name).toList(),
                trace.activations().sequencedKeySet().stream().toList());
        for (Activation a : network.activations()) {
            byte[] values = trace.activations().get(a.name());
            assertEquals(a.bytes(), values == null ? -1 : values.length, a.name());
        }
    }

    @Test
    void refusesAPictureOfAnotherSize() {
        QuantizedNetwork network = RandomNetworks.of(SmallForm.SMALL, 3);
        assertThrows(IllegalArgumentException.class, () -> Int8Executor.run(network, new byte[10]));
    }

    /// With all V equal, the context is that V whatever the weights: a row's weights sum to one.
    @Property(tries = 200)
    void softmaxRowsSumToOne(@ForAll long seed, @ForAll @IntRange(min = 1, max = 512) int rows, @ForAll byte value) {
        int d = 4;
        Random random = new Random(seed);
        byte[] qkv = new byte[rows * 3 * d];
        random.nextBytes(qkv);
        for (int t = 0; t < rows; t++) {
            Arrays.fill(qkv, t * 3 * d + 2 * d, (t + 1) * 3 * d, value);
        }
        short[][] exp = new short[1][256];
        double step = random.nextDouble() * 0.1;
        for (int n = 0; n < 256; n++) {
            exp[0][n] = (short) Math.round(32767 * Math.exp(-n * step));
        }
        int[] one = {1 << 19, 1 << 19, 1 << 19, 1 << 19};
        var op = new Op.Attention("a", "x", "y", rows, 1, d, new int[] {1 << 26}, exp, one, 0);
        for (byte y : AttentionKernel.run(op, qkv)) {
            assertTrue(Math.abs(y - value) <= (Math.abs(value) > 120 ? 1 : 0), y + " for " + value);
        }
    }

    @Property(tries = 200)
    void layerNormIsWithinOneStepOfItsRealFormula(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 300) int columns) {
        Random random = new Random(seed);
        byte[] x = new byte[columns];
        short[] u = new short[columns];
        short[] offset = new short[columns];
        int[] gain = new int[columns];
        int[] shift = new int[columns];
        double spread = Math.pow(2, random.nextInt(8));
        double[] v = new double[columns];
        double mean = 0;
        for (int c = 0; c < columns; c++) {
            x[c] = (byte) Math.max(-128, Math.min(127, Math.round(spread * random.nextGaussian())));
            u[c] = (short) (1 + random.nextInt(200));
            offset[c] = (short) (random.nextInt(4000) - 2000);
            gain[c] = random.nextInt(80_000) - 40_000;
            shift[c] = random.nextInt(1 << 25) - (1 << 24);
            v[c] = offset[c] + u[c] * (double) x[c];
            mean += v[c] / columns;
        }
        double variance = 0;
        for (double value : v) {
            variance += (value - mean) * (value - mean) / columns;
        }
        long epsilon = 1000L * columns * columns;
        byte[] y = Kernels.layerNorm(new Op.LayerNorm("n", "x", "y", u, offset, epsilon, gain, shift), x);
        double n = Math.max(1 << 24, ((double) columns * columns) * (variance + 1000));
        for (int c = 0; c < columns; c++) {
            double z = columns * (v[c] - mean) / Math.sqrt(n);
            double exact = (z * 1024 * gain[c] + shift[c] - (1 << 19)) / (1 << 20);
            double clamped = Math.max(-128, Math.min(127, exact));
            // Half a step of the result, half a step of z, and 14 good bits of the reciprocal.
            double room = 0.51 + Math.abs(gain[c]) / 2.0e6 + Math.abs(exact - shift[c] / 1048576.0) / 16384 + 1e-3;
            assertEquals(clamped, y[c], room, "column " + c);
        }
    }

    @Property(tries = 200)
    void layerNormOf16BitsIsWithinOneStepOfItsRealFormula(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 300) int columns) {
        Random random = new Random(seed);
        byte[] x = new byte[2 * columns];
        int[] gain = new int[columns];
        int[] shift = new int[columns];
        double spread = Math.pow(2, 6 + random.nextInt(8));
        double mean = 0;
        for (int c = 0; c < columns; c++) {
            Width.INT16.set(x, c, (int) Math.round(spread * random.nextGaussian()));
            gain[c] = random.nextInt(80_000) - 40_000;
            shift[c] = random.nextInt(1 << 25) - (1 << 24);
            mean += Width.INT16.get(x, c) / (double) columns;
        }
        double variance = 0;
        for (int c = 0; c < columns; c++) {
            variance += Math.pow(Width.INT16.get(x, c) - mean, 2) / columns;
        }
        var op = new Op.LayerNorm("n", "x", "y", new short[0], new short[0], 1000L * columns * columns, gain, shift);
        byte[] y = Kernels.layerNorm(op, x);
        double n = Math.max(1 << 24, ((double) columns * columns) * (variance + 1000));
        for (int c = 0; c < columns; c++) {
            double z = columns * (Width.INT16.get(x, c) - mean) / Math.sqrt(n);
            double exact = (z * 1024 * gain[c] + shift[c] - (1 << 19)) / (1 << 20);
            double room = 0.51 + Math.abs(gain[c]) / 2.0e6 + Math.abs(exact - shift[c] / 1048576.0) / 16384 + 1e-3;
            assertEquals(Math.max(-128, Math.min(127, exact)), y[c], room, "column " + c);
        }
    }

    @Test
    void aSumOf16BitsSticksToTheEnds() {
        var op = new Op.Add("add", "x", "z", "y", null);
        byte[] left = new byte[6];
        byte[] right = new byte[6];
        int[] values = {30_000, -30_000, 12_345};
        for (int i = 0; i < 3; i++) {
            Width.INT16.set(left, i, values[i]);
            Width.INT16.set(right, i, values[i]);
        }
        byte[] sum = Kernels.add(op, left, right);
        assertEquals(32_767, Width.INT16.get(sum, 0));
        assertEquals(-32_768, Width.INT16.get(sum, 1));
        assertEquals(24_690, Width.INT16.get(sum, 2));
    }

    @Test
    void aConstantRowIsNormalisedToItsShift() {
        int columns = 16;
        short[] u = new short[columns];
        Arrays.fill(u, (short) 10);
        int[] shift = new int[columns];
        Arrays.fill(shift, (7 << 20) + (1 << 19));
        int[] gain = new int[columns];
        Arrays.fill(gain, 30_000);
        byte[] y = Kernels.layerNorm(
                new Op.LayerNorm("n", "x", "y", u, new short[columns], 0, gain, shift), new byte[columns]);
        for (byte value : y) {
            assertEquals(7, value);
        }
        assertFalse(y.length == 0);
    }
}
