package org.espalier.tensor;

import static org.espalier.tensor.UpperTriangle.BLOCK;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import jdk.incubator.vector.DoubleVector;
import org.espalier.tensor.kernel.Product32;
import org.espalier.tensor.kernel.Product64;
import org.espalier.tensor.kernel.Triangle64;

/// The upper triangular R with `H = R R^T` of a symmetric positive definite H, and its inverse U, for which
/// `U^T U = H^-1`.
///
/// R is found from its last block column to its first, U from the first to the last: each block takes the products of
/// those before it in one go, all rows on their own. The same H gives the same bits, however many threads there are.
///
/// A matrix that is kept in floats is no more exact than they are: its products are formed in floats too, which is
/// twice as fast, and added up in doubles.
public final class Cholesky {

    /// Rows of a part.
    static final int ROWS_AT_ONCE = 192;

    private final Product64 products;
    private final Product32 floats;
    private final ArrayPool<double[]> parts = new ArrayPool<>(() -> new double[ROWS_AT_ONCE * BLOCK]);

    Cholesky(int bits) {
        this.products = Product64.of(bits);
        this.floats = Product32.of(bits);
    }

    private static Cholesky fastest() {
        return new Cholesky(DoubleVector.SPECIES_PREFERRED.vectorBitSize());
    }

    /// Factors a matrix whose diagonal is given apart.
    ///
    /// @param matrix only read
    /// @param diagonal what stands at (j, j) in its place
    /// @return R; empty if the matrix is not numerically positive definite
    public static Optional<UpperTriangle> factor(Gram matrix, IntToDoubleFunction diagonal) {
        return fastest().upper(matrix, diagonal);
    }

    Optional<UpperTriangle> upper(Gram matrix, IntToDoubleFunction diagonal) {
        int n = matrix.size();
        UpperTriangle upper = UpperTriangle.room(n, matrix.doubles());
        double[] column = new double[n * BLOCK]; // as far as it is known
        BlockSums sums = matrix.doubles() ? new DoubleSums(products, upper) : new FloatSums(floats, upper);
        for (int block = upper.blocks() - 1; block >= 0; block--) {
            int start = start(block);
            int width = upper.end(block) - start;
            sums.prepare(block);
            rows(upper.end(block), (from, to) -> {
                sums.put(from, to, column);
                parts.with(part -> difference(matrix, diagonal, start, start + width, from, to, column, part));
            });
            if (!factorSquare(column, start, width)) {
                return Optional.empty();
            }
            upper.open(block);
            upper.put(block, start, start + width, column, start * BLOCK);
            double[] inverse = UpperTriangle.inverse(upper.square(start, width), width);
            putProduct(column, start, Triangle64.transposed(products, inverse, width), upper, block);
        }
        return Optional.of(upper);
    }

    private static int start(int block) {
        return UpperTriangle.start(block);
    }

    private static void rows(int count, Parts.Body body) {
        Parts.of(count, ROWS_AT_ONCE, body);
    }

    /// The matrix is read by its rows, which are its columns: of those of a block there are few, and they stay in
    /// reach.
    private static void difference(
            Gram matrix,
            IntToDoubleFunction diagonal,
            int start,
            int end,
            int from,
            int to,
            double[] column,
            double[] lines) {
        int count = to - from;
        int width = end - start;
        float[] room = new float[count];
        for (int j = 0; j < width; j++) {
            matrix.row(start + j, from, count, lines, j * count, room);
            if (start + j >= from && start + j < to) {
                lines[j * count + start + j - from] = diagonal.applyAsDouble(start + j);
            }
        }
        for (int i = 0; i < count; i++) {
            int line = (from + i) * BLOCK;
            for (int j = 0; j < width; j++) {
                column[line + j] = lines[j * count + i] - column[line + j];
            }
        }
    }

    /// Factors the square at the bottom of a block column in place; false if a pivot is not positive.
    private static boolean factorSquare(double[] column, int start, int width) {
        double[] known = new double[width]; // the entries of column k
        for (int k = width - 1; k >= 0; k--) {
            int line = (start + k) * BLOCK;
            double square = column[line + k];
            if (!(square > 0) || Double.isInfinite(square)) {
                return false;
            }
            double pivot = Math.sqrt(square);
            column[line + k] = pivot;
            for (int j = 0; j < k; j++) {
                column[line + j] = 0;
                known[j] = column[(start + j) * BLOCK + k] / pivot;
                column[(start + j) * BLOCK + k] = known[j];
            }
            for (int i = 0; i < k; i++) {
                int other = (start + i) * BLOCK;
                double factor = known[i];
                for (int j = i; j < k; j++) {
                    column[other + j] -= factor * known[j];
                }
            }
        }
        return true;
    }

    /// Stores the first `count` rows of a block column times a square.
    private void putProduct(double[] column, int count, Triangle64 right, UpperTriangle triangle, int block) {
        rows(
                count,
                (from, to) -> parts.with(result -> {
                    Arrays.fill(result, 0, (to - from) * BLOCK, 0);
                    right.add(column, from * BLOCK, BLOCK, to - from, result, 0, BLOCK);
                    triangle.put(block, from, to, result, 0);
                }));
    }
}
