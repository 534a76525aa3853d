package org.espalier.tensor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/// Dense linear algebra on the native library behind ND4J. The first call loads it, which takes a second or two.
public final class LinearAlgebra {

    private static final int WIDEST_DOUBLE = 1024;
    private static final int STRIPE = 256;

    static {
        NativeLibrary.prepare();
    }

    private LinearAlgebra() {}

    /// trace(W G W^T).
    ///
    /// @param weights (rows, n), row-major
    /// @param gram G
    public static double quadratic(float[] weights, int rows, Gram gram) {
        int n = gram.size();
        double sum = 0;
        // Wide products are formed in float: twice as fast, and no one asks for more than a few digits of them.
        DataType type = n > WIDEST_DOUBLE ? DataType.FLOAT : DataType.DOUBLE;
        INDArray w = Nd4j.createFromArray(weights).castTo(type).reshape(rows, n);
        for (int start = 0; start < n; start += STRIPE) {
            int count = Math.min(STRIPE, n - start);
            double[] stripe = new double[count * n];
            double[] row = new double[n];
            for (int i = 0; i < count; i++) {
                gram.row(start + i, 0, row);
                System.arraycopy(row, 0, stripe, i * n, n);
            }
            INDArray g = Nd4j.createFromArray(stripe).castTo(type).reshape(count, n);
            INDArray product = w.mmul(g.transpose());
            INDArray own = w.get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + count));
            INDArray terms = product.muli(own);
            sum += terms.castTo(DataType.DOUBLE).sumNumber().doubleValue();
            product.close();
            g.close();
        }
        w.close();
        return sum;
    }
}
