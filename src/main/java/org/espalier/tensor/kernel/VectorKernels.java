package org.espalier.tensor.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Vector code for one width. Any width runs on any processor; one that the processor lacks is very slow.
public final class VectorKernels implements Kernels {

    private static final Map<Integer, VectorKernels> MADE = new ConcurrentHashMap<>();

    private final int bits;
    private final RowKernel brain;
    private final RowKernel half;
    private final RowKernel floats;
    private final RowKernel bytes;

    private VectorKernels(int bits) {
        this.bits = bits;
        brain = new Width(bits).define(RowsBf16.class);
        half = new Width(bits).define(RowsF16.class);
        floats = new Width(bits).define(Rows32.class);
        bytes = new Width(bits).define(Rows8.class);
    }

    /// The code for vectors of so many bits.
    ///
    /// @param bits 128, 256 or 512
    public static VectorKernels of(int bits) {
        if (bits != 128 && bits != 256 && bits != 512) {
            throw new IllegalArgumentException("no vectors of " + bits + " bits");
        }
        return MADE.computeIfAbsent(bits, VectorKernels::new);
    }

    @Override
    public String name() {
        return bits + "-bit vectors";
    }

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        kernel(w).multiply(w, x, y, from, to);
    }

    private RowKernel kernel(Weights w) {
        return switch (w) {
            case Weights.Dense16 m -> m.type() == Sixteen.F16 ? half : brain;
            case Weights.Sparse16 m -> m.type() == Sixteen.F16 ? half : brain;
            case Weights.Dense32 _, Weights.Sparse32 _ -> floats;
            case Weights.Dense8 _, Weights.Sparse8 _ -> bytes;
            case Weights.Cut _ -> throw new IllegalArgumentException("a cut matrix has no rows of its own");
        };
    }
}
