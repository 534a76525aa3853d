package org.espalier.tensor.kernel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import jdk.incubator.vector.VectorShape;

/// For each form the code that was fastest on this machine when it was first needed.
///
/// Candidates are the scalar code and vector code for the two largest widths that the processor has. A
/// form's
/// candidates take turns
/// on a small matrix; the shortest time of each counts, since other work can only lengthen one.
public final class FastestKernels implements Kernels {

    private static final int ROWS = 32;
    private static final int COLUMNS = 1024;

    /// Products until the compiler has certainly been asked to compile.
    private static final int WARM_UP = 500;

    /// How long to wait for the compiler while a candidate is slower than scalar code.
    private static final long PATIENCE_NANOS = 2_500_000_000L;

    private static final int ROUNDS = 40;
    private static final int REPEATS = 4;
    private static final FastestKernels SHARED = new FastestKernels(candidates());

    /// A form's winner.
    ///
    /// @param kernels the code
    /// @param gigaweights billions of weights, zeros included, per second on one thread, measured
    /// @param slower the candidates it beat and how many times longer they took
    public record Choice(Kernels kernels, double gigaweights, Map<String, Double> slower) {}

    private final List<Kernels> candidates;
    private final Map<Form, Choice> choices = new EnumMap<>(Form.class);

    FastestKernels(List<Kernels> candidates) {
        this.candidates = List.copyOf(candidates);
    }

    /// The choices of this process, made once.
    public static FastestKernels shared() {
        return SHARED;
    }

    private static List<Kernels> candidates() {
        List<Kernels> list = new ArrayList<>(List.of(new ScalarKernels()));
        int widest = VectorShape.preferredShape().vectorBitSize();
        for (int bits : new int[] {512, 256, 128}) {
            if (bits <= widest && list.size() < 3) {
                list.add(VectorKernels.of(bits));
            }
        }
        return list;
    }

    @Override
    public String name() {
        return "fastest";
    }

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        choice(Form.of(w)).kernels().multiply(w, x, y, from, to);
    }

    /// The winner for a form, timed now if it was not yet.
    public synchronized Choice choice(Form form) {
        return choices.computeIfAbsent(form, this::time);
    }

    /// Dense vector code is always faster than scalar code: it is not left to a busy machine's clock.
    private List<Kernels> candidates(Form form) {
        boolean dense = switch (form) {
            case DENSE_BF16, DENSE_F16, DENSE_F32, DENSE_INT8 -> true;
            default -> false;
        };
        return dense && candidates.size() > 1
                ? candidates.stream()
                        .filter(kernels -> !(kernels instanceof ScalarKernels))
                        .toList()
                : candidates;
    }

    private Choice time(Form form) {
        List<Kernels> candidates = candidates(form);
        Weights w = sample(form);
        Activations x = new Activations(COLUMNS);
        float[] values = new float[COLUMNS];
        Random random = new Random(1);
        for (int i = 0; i < COLUMNS; i++) {
            values[i] = (float) random.nextGaussian();
        }
        x.set(values);
        x.quantize();
        float[] y = new float[ROWS];
        long scalar = Long.MAX_VALUE;
        long[] best = new long[candidates.size()];
        for (int c = 0; c < best.length; c++) {
            best[c] = warm(candidates.get(c), w, x, y, scalar);
            scalar = candidates.get(c) instanceof ScalarKernels ? best[c] : scalar;
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int c = 0; c < best.length; c++) {
                best[c] = Math.min(best[c], once(candidates.get(c), w, x, y));
            }
        }
        int winner = 0;
        for (int c = 1; c < best.length; c++) {
            winner = best[c] < best[winner] ? c : winner;
        }
        Map<String, Double> slower = new java.util.LinkedHashMap<>();
        for (int c = 0; c < best.length; c++) {
            if (c != winner) {
                slower.put(candidates.get(c).name(), (double) best[c] / best[winner]);
            }
        }
        return new Choice(candidates.get(winner), (double) ROWS * COLUMNS * REPEATS / best[winner], slower);
    }

    /// The shortest time while the compiler is at work. Until it is done vector code is many times slower
    /// than scalar
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
