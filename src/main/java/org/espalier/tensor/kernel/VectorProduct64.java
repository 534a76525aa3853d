package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of doubles: six rows and two vectors of columns at a time, so that twelve sums are under way at once.
final class VectorProduct64 implements Product64 {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorSpecies<Double> S = VectorSpecies.of(double.class, VectorShape.forBitSize(WIDTH.bits()));
    private static final int LANES = WIDTH.bits() / 64;
    private static final int ROWS = 6;

    VectorProduct64() {}

    @Override
    public void add(
            double[] left,
            int at,
            int stride,
            int rows,
            double[] packed,
            int depth,
            double[] out,
            int outAt,
            int outStride) {
        int tiles = packed.length / (depth * TILE);
        for (int tile = 0; tile < tiles; tile++) {
            for (int lane = 0; lane < TILE; lane += 2 * LANES) {
                int right = tile * depth * TILE + lane;
                int to = outAt + tile * TILE + lane;
                int row = 0;
                for (; row + ROWS <= rows; row += ROWS) {
                    six(left, at + row * stride, stride, packed, right, depth, out, to + row * outStride, outStride);
                }
                for (; row < rows; row++) {
                    one(left, at + row * stride, packed, right, depth, out, to + row * outStride);
                }
            }
        }
    }

    @Override
    public void addTimes(double factor, double[] other, int at, double[] row, int rowAt, int count) {
        DoubleVector x = DoubleVector.broadcast(S, factor);
        for (int i = 0; i < count; i += LANES) {
            x.fma(DoubleVector.fromArray(S, other, at + i), DoubleVector.fromArray(S, row, rowAt + i))
                    .intoArray(row, rowAt + i);
        }
    }

    private static void six(
            double[] left,
            int at,
            int stride,
            double[] packed,
            int right,
            int depth,
            double[] out,
            int to,
            int outStride) {
        DoubleVector a0 = DoubleVector.zero(S);
        DoubleVector b0 = a0;
        DoubleVector a1 = a0;
        DoubleVector b1 = a0;
        DoubleVector a2 = a0;
        DoubleVector b2 = a0;
        DoubleVector a3 = a0;
        DoubleVector b3 = a0;
        DoubleVector a4 = a0;
        DoubleVector b4 = a0;
        DoubleVector a5 = a0;
        DoubleVector b5 = a0;
        for (int k = 0, r = right; k < depth; k++, r += TILE) {
            DoubleVector p = DoubleVector.fromArray(S, packed, r);
            DoubleVector q = DoubleVector.fromArray(S, packed, r + LANES);
            DoubleVector x = DoubleVector.broadcast(S, left[at + k]);
            a0 = x.fma(p, a0);
            b0 = x.fma(q, b0);
            x = DoubleVector.broadcast(S, left[at + stride + k]);
            a1 = x.fma(p, a1);
            b1 = x.fma(q, b1);
            x = DoubleVector.broadcast(S, left[at + 2 * stride + k]);
            a2 = x.fma(p, a2);
            b2 = x.fma(q, b2);
            x = DoubleVector.broadcast(S, left[at + 3 * stride + k]);
            a3 = x.fma(p, a3);
            b3 = x.fma(q, b3);
            x = DoubleVector.broadcast(S, left[at + 4 * stride + k]);
            a4 = x.fma(p, a4);
            b4 = x.fma(q, b4);
            x = DoubleVector.broadcast(S, left[at + 5 * stride + k]);
            a5 = x.fma(p, a5);
            b5 = x.fma(q, b5);
        }
        store(a0, b0, out, to);
        store(a1, b1, out, to + outStride);
        store(a2, b2, out, to + 2 * outStride);
        store(a3, b3, out, to + 3 * outStride);
        store(a4, b4, out, to + 4 * outStride);
        store(a5, b5, out, to + 5 * outStride);
    }

    private static void one(double[] left, int at, double[] packed, int right, int depth, double[] out, int to) {
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector b = a;
        for (int k = 0, r = right; k < depth; k++, r += TILE) {
            DoubleVector x = DoubleVector.broadcast(S, left[at + k]);
            a = x.fma(DoubleVector.fromArray(S, packed, r), a);
            b = x.fma(DoubleVector.fromArray(S, packed, r + LANES), b);
        }
        store(a, b, out, to);
    }

    private static void store(DoubleVector a, DoubleVector b, double[] out, int to) {
        DoubleVector.fromArray(S, out, to).add(a).intoArray(out, to);
        DoubleVector.fromArray(S, out, to + LANES).add(b).intoArray(out, to + LANES);
    }
}
