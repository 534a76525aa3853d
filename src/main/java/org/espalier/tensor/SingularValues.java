package org.espalier.tensor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// The singular value decomposition of a matrix, `A = U diag(S) V^T`, by LAPACK in double precision.
///
/// @param rows of A
/// @param columns of A
/// @param left U, (rows, rank), row-major, where rank = min(rows, columns)
/// @param values S, falling
/// @param right V^T, (rank, columns), row-major
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record SingularValues(int rows, int columns, double[] left, double[] values, double[] right) {

    static {
        NativeLibrary.prepare();
    }

    /// Decomposes a matrix.
    ///
    /// @param matrix (rows, columns), row-major
    public static SingularValues of(float[] matrix, int rows, int columns) {
        int rank = Math.min(rows, columns);
        double[] columnMajor = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                columnMajor[c * rows + r] = matrix[r * columns + c];
            }
        }
        try (INDArray a = Nd4j.create(columnMajor, new long[] {rows, columns}, 'f');
                INDArray s = Nd4j.create(DataType.DOUBLE, rank);
                INDArray u = Nd4j.create(DataType.DOUBLE, new long[] {rows, rows}, 'f');
                INDArray vt = Nd4j.create(DataType.DOUBLE, new long[] {columns, columns}, 'f')) {
            Nd4j.getBlasWrapper().lapack().gesvd(a, s, u, vt);
            return new SingularValues(
                    rows, columns, block(u, rows, rows, rank), s.toDoubleVector(), block(vt, columns, rank, columns));
        }
    }

    /// The first rows and columns of a column-major matrix, row-major.
    private static double[] block(INDArray matrix, int stride, int rows, int columns) {
        double[] all = matrix.data().asDouble();
        double[] out = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[r * columns + c] = all[c * stride + r];
            }
        }
        return out;
    }
}
