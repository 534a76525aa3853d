package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Reads rows of sixteen-bit weights and adds their bits.
final class RowsRead implements RowKernel {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, VectorShape.forBitSize(WIDTH.bits()));
    private static final int LANES = WIDTH.bits() / 16;

    RowsRead() {}

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        if (!(w instanceof Weights.Dense16 m)) {
            throw new IllegalArgumentException("not dense sixteen bits: " + w.getClass());
        }
        int stride = Weights.padded(m.columns());
        for (int row = from; row < to; row++) {
            y[row] = sum(m.values(), row * stride, stride);
        }
    }

    private static float sum(short[] values, int at, int count) {
        ShortVector a = ShortVector.zero(S);
        ShortVector b = a;
        int i = 0;
        for (; i + 4 * LANES <= count; i += 4 * LANES) {
            a = a.add(ShortVector.fromArray(S, values, at + i));
            b = b.add(ShortVector.fromArray(S, values, at + i + LANES));
            a = a.add(ShortVector.fromArray(S, values, at + i + 2 * LANES));
            b = b.add(ShortVector.fromArray(S, values, at + i + 3 * LANES));
        }
        for (; i < count; i += LANES) {
            a = a.add(ShortVector.fromArray(S, values, at + i));
        }
        return a.add(b).reduceLanes(VectorOperators.ADD);
    }
}
