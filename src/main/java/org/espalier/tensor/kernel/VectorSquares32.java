package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Sums squares in as many vectors as eight sums need: one to four.
final class VectorSquares32 implements Squares32 {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final int LANES = WIDTH.bits() / 64;
    private static final VectorSpecies<Double> S = VectorSpecies.of(double.class, VectorShape.forBitSize(WIDTH.bits()));
    private static final VectorSpecies<Float> F =
            VectorSpecies.of(float.class, VectorShape.forBitSize(WIDTH.bits() / 2));
    private static final int SUMS = 8;

    VectorSquares32() {}

    @Override
    public double of(float[] values, int at, int count) {
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector b = a;
        DoubleVector c = a;
        DoubleVector d = a;
        int i = at;
        for (; i <= at + count - SUMS; i += SUMS) {
            a = plus(a, doubles(values, i));
            if (LANES < 8) {
                b = plus(b, doubles(values, i + LANES));
            }
            if (LANES < 4) {
                c = plus(c, doubles(values, i + 2 * LANES));
                d = plus(d, doubles(values, i + 3 * LANES));
            }
        }
        double[] sums = sums(a, b, c, d);
        for (int lane = 0; i < at + count; i++, lane++) {
            double value = values[i];
            sums[lane] = Math.fma(value, value, sums[lane]);
        }
        return total(sums);
    }

    @Override
    public double ofDifference(float[] values, float[] others, int at, int count) {
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector b = a;
        DoubleVector c = a;
        DoubleVector d = a;
        int i = at;
        for (; i <= at + count - SUMS; i += SUMS) {
            a = plus(a, doubles(values, i).sub(doubles(others, i)));
            if (LANES < 8) {
                b = plus(b, doubles(values, i + LANES).sub(doubles(others, i + LANES)));
            }
            if (LANES < 4) {
                c = plus(c, doubles(values, i + 2 * LANES).sub(doubles(others, i + 2 * LANES)));
                d = plus(d, doubles(values, i + 3 * LANES).sub(doubles(others, i + 3 * LANES)));
            }
        }
        double[] sums = sums(a, b, c, d);
        for (int lane = 0; i < at + count; i++, lane++) {
            double difference = (double) values[i] - others[i];
            sums[lane] = Math.fma(difference, difference, sums[lane]);
        }
        return total(sums);
    }

    private static DoubleVector doubles(float[] values, int at) {
        return (DoubleVector) FloatVector.fromArray(F, values, at).convertShape(VectorOperators.F2D, S, 0);
    }

    private static DoubleVector plus(DoubleVector sum, DoubleVector value) {
        return value.fma(value, sum);
    }

    private static double[] sums(DoubleVector a, DoubleVector b, DoubleVector c, DoubleVector d) {
        double[] sums = new double[SUMS];
        a.intoArray(sums, 0);
        if (LANES < 8) {
            b.intoArray(sums, LANES);
        }
        if (LANES < 4) {
            c.intoArray(sums, 2 * LANES);
            d.intoArray(sums, 3 * LANES);
        }
        return sums;
    }

    private static double total(double[] sums) {
        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    }
}
