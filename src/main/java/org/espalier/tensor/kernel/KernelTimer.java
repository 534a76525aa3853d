package org.espalier.tensor.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Finds by the clock which code is fastest for a form. Candidates take turns on a small matrix; the shortest time of
/// each counts, since other work can only lengthen one.
final class KernelTimer {

    private static final int ROWS = 32;
    private static final int COLUMNS = 1024;

    /// Products until the compiler has certainly been asked to compile.
    private static final int WARM_UP = 500;

    /// How long to wait for the compiler while a candidate is slower than scalar code.
    private static final long PATIENCE_NANOS = 2_500_000_000L;

    /// Rows taken at once, as a team does.
    private static final int CHUNK = 64;

    /// Bytes of the large matrix: more than the caches hold.
    private static final long LARGE = 96L << 20;

    /// Times slower on a small matrix than the best, from which a candidate is not tried on a large one.
    static final double HOPELESS = 3;

    private static final double NANOS = 1e9;

    private static final int ROUNDS = 12;
    private static final int REPEATS = 4;

    private KernelTimer() {}

    /// The fastest of some candidates, at least one.
    static FastestKernels.Choice time(Form form, List<Kernels> candidates) {
        long begin = System.nanoTime();
        Weights small = sample(form);
        Activations x = activations();
        int rows = CHUNK * (int) Math.ceilDiv(LARGE, small.bytes() * CHUNK / ROWS);
        float[] y = new float[rows];
        List<Kernels> left = fit(candidates, small, x, y);
        // Out of the caches: a decoder's weights come from memory.
        Weights large = Repetition.of(small, rows);
        long[] best = new long[left.size()];
        Arrays.fill(best, Long.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            for (int c = 0; c < best.length; c++) {
                long start = System.nanoTime();
                for (int row = 0; row < rows; row += CHUNK) {
                    left.get(c).multiply(large, x, y, row, row + CHUNK);
                }
                best[c] = Math.min(best[c], System.nanoTime() - start);
            }
        }
        int winner = 0;
        for (int c = 1; c < best.length; c++) {
            winner = best[c] < best[winner] ? c : winner;
        }
        Map<String, Double> slower = new LinkedHashMap<>();
        for (Kernels candidate : candidates) {
            int c = left.indexOf(candidate);
            if (c != winner) {
                slower.put(candidate.name(), c < 0 ? HOPELESS : (double) best[c] / best[winner]);
            }
        }
        return new FastestKernels.Choice(
                left.get(winner), (double) rows * COLUMNS / best[winner], slower, (System.nanoTime() - begin) / NANOS);
    }

    private static Activations activations() {
        Activations x = new Activations(COLUMNS);
        float[] values = new float[COLUMNS];
        Random random = new Random(1);
        for (int i = 0; i < COLUMNS; i++) {
            values[i] = (float) random.nextGaussian();
        }
        x.set(values);
        x.quantize();
        return x;
    }

    /// The candidates that are not hopelessly slow on a small matrix, compiled.
    private static List<Kernels> fit(List<Kernels> candidates, Weights small, Activations x, float[] y) {
        long scalar = Long.MAX_VALUE;
        long[] best = new long[candidates.size()];
        for (int c = 0; c < best.length; c++) {
            best[c] = warm(candidates.get(c), small, x, y, scalar);
            scalar = candidates.get(c) instanceof ScalarKernels ? best[c] : scalar;
        }
        long fastest = Arrays.stream(best).min().orElseThrow();
        List<Kernels> left = new ArrayList<>();
        for (int c = 0; c < best.length; c++) {
            if (best[c] <= HOPELESS * fastest) {
                left.add(candidates.get(c));
            }
        }
        return left;
    }

    /// The shortest time while the compiler is at work. Until it is done vector code is many times slower than scalar
    /// code, and on a busy machine that can last.
    private static long warm(Kernels candidate, Weights w, Activations x, float[] y, long scalar) {
        long best = Long.MAX_VALUE;
        long begin = System.nanoTime();
        for (int i = 0; i < WARM_UP || best > scalar; i += REPEATS) {
            best = Math.min(best, once(candidate, w, x, y));
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                break;
            }
        }
        return best;
    }

    /// Has the compiler compile code for a form, for as long as it takes.
    static void warm(Form form, Kernels kernels) {
        warm(kernels, sample(form), activations(), new float[ROWS], Long.MAX_VALUE);
    }

    private static long once(Kernels candidate, Weights w, Activations x, float[] y) {
        long begin = System.nanoTime();
        for (int i = 0; i < REPEATS; i++) {
            candidate.multiply(w, x, y, 0, ROWS);
        }
        return System.nanoTime() - begin;
    }

    private static Weights sample(Form form) {
        Random random = new Random(2);
        float[] elements = new float[ROWS * COLUMNS];
        short[] brain = new short[elements.length];
        short[] half = new short[elements.length];
        for (int i = 0; i < elements.length; i++) {
            if (random.nextBoolean()) {
                elements[i] = (float) random.nextGaussian();
                brain[i] = (short) (Float.floatToRawIntBits(elements[i]) >>> 16);
                half[i] = Float.floatToFloat16(elements[i]);
            }
        }
        return switch (form) {
            case DENSE_BF16 -> Packing.dense(Sixteen.BF16, ROWS, COLUMNS, brain);
            case SPARSE_BF16 -> Packing.sparse(Sixteen.BF16, ROWS, COLUMNS, brain);
            case DENSE_F16 -> Packing.dense(Sixteen.F16, ROWS, COLUMNS, half);
            case SPARSE_F16 -> Packing.sparse(Sixteen.F16, ROWS, COLUMNS, half);
            case DENSE_F32 -> Packing.dense(ROWS, COLUMNS, elements);
            case SPARSE_F32 -> Packing.sparse(ROWS, COLUMNS, elements);
            case DENSE_INT8 -> Packing.denseInt8(ROWS, COLUMNS, elements);
            case SPARSE_INT8 -> Packing.sparseInt8(ROWS, COLUMNS, elements);
        };
    }
}
