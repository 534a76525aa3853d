package org.espalier.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Divides scores a vector at a time.
final class VectorPartition64 implements Partition64 {

    private static final Width WIDTH = Width.of(MethodHandles.lookup());
    private static final VectorSpecies<Double> S = VectorSpecies.of(double.class, VectorShape.forBitSize(WIDTH.bits()));
    private static final int LANES = WIDTH.bits() / 64;

    /// Where vectors have two lanes no instruction moves the chosen ones together, and one by one is faster.
    private static final boolean WIDE = LANES > 2;

    VectorPartition64() {}

    @Override
    public long divide(double[] scores, int from, int to, double low, double high, double[] between, int at) {
        int below = 0;
        int taken = 0;
        int valid = 0;
        int i = from;
        for (; WIDE && i <= to - LANES; i += LANES) {
            DoubleVector score = DoubleVector.fromArray(S, scores, i);
            VectorMask<Double> less = score.compare(VectorOperators.LT, low);
            VectorMask<Double> inside = score.compare(VectorOperators.LE, high).andNot(less);
            valid += score.compare(VectorOperators.GE, 0).trueCount();
            below += less.trueCount();
            // A whole vector is written; what is after the gathered ones is written over or was read before.
            score.compress(inside).intoArray(between, at + taken);
            taken += inside.trueCount();
        }
        for (; i < to; i++) {
            double score = scores[i];
            valid += score >= 0 ? 1 : 0;
            below += score < low ? 1 : 0;
            between[at + taken] = score; // no branch that could be guessed wrong
            taken += score >= low && score <= high ? 1 : 0;
        }
        return valid == to - from ? (long) below << 32 | taken : REFUSED;
    }

    @Override
    public long above(double[] scores, int at, int count, double bound) {
        long set = 0;
        int i = 0;
        for (; WIDE && i <= count - LANES; i += LANES) {
            set |= DoubleVector.fromArray(S, scores, at + i)
                            .compare(VectorOperators.GT, bound)
                            .toLong()
                    << i;
        }
        long most = Double.doubleToRawLongBits(bound); // bits of what is not negative order as it does
        for (; i < count; i++) {
            set |= (most - Double.doubleToRawLongBits(scores[at + i])) >>> 63 << i;
        }
        return set;
    }
}
