package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Products of floats: six rows and two vectors of columns at a time, so that twelve sums are under way at once; or
/// four vectors and twenty-four sums where a vector is a quarter of a tile.
final class VectorProduct32 implements Product32 {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(WIDTH.bits()));
    private static final int LANES = WIDTH.bits() / 32;
    private static final int ROWS = 6;

    VectorProduct32() {}

    @Override
    public void add(
            float[] left,
            int at,
            int stride,
            int rows,
            float[] packed,
            int depth,
            float[] out,
            int outAt,
            int outStride) {
        int tiles = packed.length / (depth * TILE);
        for (int tile = 0; tile < tiles; tile++) {
            int done = 0; // rows
            if (4 * LANES == TILE) {
                for (; done + ROWS <= rows; done += ROWS) {
                    int right = tile * depth * TILE;
                    int to = outAt + tile * TILE + done * outStride;
                    wide(left, at + done * stride, stride, packed, right, depth, out, to, outStride);
                }
            }
            for (int lane = 0; lane < TILE; lane += 2 * LANES) {
                int right = tile * depth * TILE + lane;
                int to = outAt + tile * TILE + lane;
                int row = done;
                for (; row + ROWS <= rows; row += ROWS) {
                    six(left, at + row * stride, stride, packed, right, depth, out, to + row * outStride, outStride);
                }
                for (; row < rows; row++) {
                    one(left, at + row * stride, packed, right, depth, out, to + row * outStride);
                }
            }
        }
    }

    private static void six(
            float[] left,
            int at,
            int stride,
            float[] packed,
            int right,
            int depth,
            float[] out,
            int to,
            int outStride) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector a2 = a0;
        FloatVector b2 = a0;
        FloatVector a3 = a0;
        FloatVector b3 = a0;
        FloatVector a4 = a0;
        FloatVector b4 = a0;
        FloatVector a5 = a0;
        FloatVector b5 = a0;
        for (int k = 0, r = right; k < depth; k++, r += TILE) {
            FloatVector p = FloatVector.fromArray(S, packed, r);
            FloatVector q = FloatVector.fromArray(S, packed, r + LANES);
            FloatVector x = FloatVector.broadcast(S, left[at + k]);
            a0 = x.fma(p, a0);
            b0 = x.fma(q, b0);
            x = FloatVector.broadcast(S, left[at + stride + k]);
            a1 = x.fma(p, a1);
            b1 = x.fma(q, b1);
            x = FloatVector.broadcast(S, left[at + 2 * stride + k]);
            a2 = x.fma(p, a2);
            b2 = x.fma(q, b2);
            x = FloatVector.broadcast(S, left[at + 3 * stride + k]);
            a3 = x.fma(p, a3);
            b3 = x.fma(q, b3);
            x = FloatVector.broadcast(S, left[at + 4 * stride + k]);
            a4 = x.fma(p, a4);
            b4 = x.fma(q, b4);
            x = FloatVector.broadcast(S, left[at + 5 * stride + k]);
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

    /// Six rows and four vectors of columns: fewer loads for each multiplication, where there are registers for it.
    ///
    /// Its stores are written out: a method of their own would no longer be taken in, and every sum lie on
    /// the heap.
    private static void wide(
            float[] left,
            int at,
            int stride,
            float[] packed,
            int right,
            int depth,
            float[] out,
            int to,
            int outStride) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector c0 = FloatVector.zero(S);
        FloatVector d0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector d1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S);
        FloatVector d2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        FloatVector c3 = FloatVector.zero(S);
        FloatVector d3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector b4 = FloatVector.zero(S);
        FloatVector c4 = FloatVector.zero(S);
        FloatVector d4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector b5 = FloatVector.zero(S);
        FloatVector c5 = FloatVector.zero(S);
        FloatVector d5 = FloatVector.zero(S);
        for (int k = 0, line = right; k < depth; k++, line += TILE) {
            FloatVector p = FloatVector.fromArray(S, packed, line);
            FloatVector q = FloatVector.fromArray(S, packed, line + LANES);
            FloatVector r = FloatVector.fromArray(S, packed, line + 2 * LANES);
            FloatVector s = FloatVector.fromArray(S, packed, line + 3 * LANES);
            FloatVector x = FloatVector.broadcast(S, left[at + k]);
            a0 = x.fma(p, a0);
            b0 = x.fma(q, b0);
            c0 = x.fma(r, c0);
            d0 = x.fma(s, d0);
            x = FloatVector.broadcast(S, left[at + stride + k]);
            a1 = x.fma(p, a1);
            b1 = x.fma(q, b1);
            c1 = x.fma(r, c1);
            d1 = x.fma(s, d1);
            x = FloatVector.broadcast(S, left[at + 2 * stride + k]);
            a2 = x.fma(p, a2);
            b2 = x.fma(q, b2);
            c2 = x.fma(r, c2);
            d2 = x.fma(s, d2);
            x = FloatVector.broadcast(S, left[at + 3 * stride + k]);
            a3 = x.fma(p, a3);
            b3 = x.fma(q, b3);
            c3 = x.fma(r, c3);
            d3 = x.fma(s, d3);
            x = FloatVector.broadcast(S, left[at + 4 * stride + k]);
            a4 = x.fma(p, a4);
            b4 = x.fma(q, b4);
            c4 = x.fma(r, c4);
            d4 = x.fma(s, d4);
            x = FloatVector.broadcast(S, left[at + 5 * stride + k]);
            a5 = x.fma(p, a5);
            b5 = x.fma(q, b5);
            c5 = x.fma(r, c5);
            d5 = x.fma(s, d5);
        }
        int row = to;
        FloatVector.fromArray(S, out, row).add(a0).intoArray(out, row);
        FloatVector.fromArray(S, out, row + LANES).add(b0).intoArray(out, row + LANES);
        FloatVector.fromArray(S, out, row + 2 * LANES).add(c0).intoArray(out, row + 2 * LANES);
        FloatVector.fromArray(S, out, row + 3 * LANES).add(d0).intoArray(out, row + 3 * LANES);
        row += outStride;
        FloatVector.fromArray(S, out, row).add(a1).intoArray(out, row);
        FloatVector.fromArray(S, out, row + LANES).add(b1).intoArray(out, row + LANES);
        FloatVector.fromArray(S, out, row + 2 * LANES).add(c1).intoArray(out, row + 2 * LANES);
        FloatVector.fromArray(S, out, row + 3 * LANES).add(d1).intoArray(out, row + 3 * LANES);
        row += outStride;
        FloatVector.fromArray(S, out, row).add(a2).intoArray(out, row);
        FloatVector.fromArray(S, out, row + LANES).add(b2).intoArray(out, row + LANES);
        FloatVector.fromArray(S, out, row + 2 * LANES).add(c2).intoArray(out, row + 2 * LANES);
        FloatVector.fromArray(S, out, row + 3 * LANES).add(d2).intoArray(out, row + 3 * LANES);
        row += outStride;
        FloatVector.fromArray(S, out, row).add(a3).intoArray(out, row);
        FloatVector.fromArray(S, out, row + LANES).add(b3).intoArray(out, row + LANES);
        FloatVector.fromArray(S, out, row + 2 * LANES).add(c3).intoArray(out, row + 2 * LANES);
        FloatVector.fromArray(S, out, row + 3 * LANES).add(d3).intoArray(out, row + 3 * LANES);
        row += outStride;
        FloatVector.fromArray(S, out, row).add(a4).intoArray(out, row);
        FloatVector.fromArray(S, out, row + LANES).add(b4).intoArray(out, row + LANES);
        FloatVector.fromArray(S, out, row + 2 * LANES).add(c4).intoArray(out, row + 2 * LANES);
        FloatVector.fromArray(S, out, row + 3 * LANES).add(d4).intoArray(out, row + 3 * LANES);
        row += outStride;
        FloatVector.fromArray(S, out, row).add(a5).intoArray(out, row);
        FloatVector.fromArray(S, out, row + LANES).add(b5).intoArray(out, row + LANES);
        FloatVector.fromArray(S, out, row + 2 * LANES).add(c5).intoArray(out, row + 2 * LANES);
        FloatVector.fromArray(S, out, row + 3 * LANES).add(d5).intoArray(out, row + 3 * LANES);
    }

    private static void one(float[] left, int at, float[] packed, int right, int depth, float[] out, int to) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = a;
        for (int k = 0, r = right; k < depth; k++, r += TILE) {
            FloatVector x = FloatVector.broadcast(S, left[at + k]);
            a = x.fma(FloatVector.fromArray(S, packed, r), a);
            b = x.fma(FloatVector.fromArray(S, packed, r + LANES), b);
        }
        store(a, b, out, to);
    }

    private static void store(FloatVector a, FloatVector b, float[] out, int to) {
        FloatVector.fromArray(S, out, to).add(a).intoArray(out, to);
        FloatVector.fromArray(S, out, to + LANES).add(b).intoArray(out, to + LANES);
    }
}
