package org.espalier.tensor;

import static org.espalier.tensor.UpperTriangle.BLOCK;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import jdk.incubator.vector.DoubleVector;
import org.espalier.tensor.kernel.Product32;
import org.espalier.tensor.kernel.Product64;

/// The upper triangular R with `H = R R^T` of a symmetric positive definite H, and its inverse U, for which
/// `U^T U = H^-1`.
///
/// R is found from its last block column to its first, U from the first to the last: each block takes the products of
/// those before it in one go, all rows on their own. The same H gives the same bits, however many threads there are.
///
/// A matrix that is kept in floats is no more exact than they are: its products are formed in floats too, which is
/// twice
/// as fast, and added up in doubles.
public final class Cholesky {

    private static final int ROWS_AT_ONCE = 192;

    private static final int LOTS_IN_FLOATS = 4; // block columns whose products are added up in floats

    private final Product64 products;
    private final Product32 floats;

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

    /// The inverse of R.
    public static UpperTriangle inverse(UpperTriangle upper) {
        return fastest().inverted(upper);
    }

    Optional<UpperTriangle> upper(Gram matrix, IntToDoubleFunction diagonal) {
        int n = matrix.size();
        UpperTriangle upper = new UpperTriangle(n, new double[UpperTriangle.blocks(n)][]);
        for (int block = upper.blocks() - 1; block >= 0; block--) {
            int start = start(block);
            int width = upper.end(block) - start;
            double[] column = rest(upper, block, matrix, diagonal);
            if (!factorSquare(column, start, width)) {
                return Optional.empty();
            }
            upper.put(block, column);
            double[] inverse = UpperTriangle.inverse(upper.square(start, width), width);
            replaceByProduct(column, start, Product64.pack(inverse, 0, 1, width, width, width), width);
        }
        return Optional.of(upper);
    }

    /// A block column of the matrix less what the blocks to its right account for.
    private double[] rest(UpperTriangle upper, int block, Gram matrix, IntToDoubleFunction diagonal) {
        int start = start(block);
        int end = upper.end(block);
        double[] column = new double[end * BLOCK];
        Rows sums = matrix.doubles()
                ? sums(upper, block, end - start, column)
                : sumsInFloats(upper, block, end - start, column);
        rows(end, (from, to) -> {
            sums.run(from, to);
            difference(matrix, diagonal, start, end, from, to, column);
        });
        return column;
    }

    private Rows sums(UpperTriangle upper, int block, int width, double[] column) {
        double[][] right = new double[upper.blocks()][];
        for (int k = block + 1; k < right.length; k++) {
            right[k] = Product64.pack(upper.column(k), start(block) * BLOCK, 1, BLOCK, upper.end(k) - start(k), width);
        }
        return (from, to) -> {
            for (int k = block + 1; k < right.length; k++) {
                add(upper.column(k), from, to, right[k], upper.end(k) - start(k), column);
            }
        };
    }

    private Rows sumsInFloats(UpperTriangle upper, int block, int width, double[] column) {
        float[][] right = new float[upper.blocks()][];
        for (int k = block + 1; k < right.length; k++) {
            float[] square = new float[width * BLOCK];
            narrow(upper.column(k), start(block) * BLOCK, square, square.length);
            right[k] = Product32.pack(square, 0, 1, BLOCK, upper.end(k) - start(k), width);
        }
        return (from, to) -> {
            int count = (to - from) * BLOCK;
            float[] left = new float[count];
            float[] sum = new float[count];
            for (int k = block + 1; k < right.length; k++) {
                narrow(upper.column(k), from * BLOCK, left, count);
                floats.add(left, 0, BLOCK, to - from, right[k], upper.end(k) - start(k), sum, 0, BLOCK);
                if ((k - block) % LOTS_IN_FLOATS == 0 || k + 1 == right.length) {
                    for (int i = 0; i < count; i++) {
                        column[from * BLOCK + i] += sum[i];
                        sum[i] = 0;
                    }
                }
            }
        };
    }

    private static void narrow(double[] from, int at, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = (float) from[at + i];
        }
    }

    UpperTriangle inverted(UpperTriangle upper) {
        UpperTriangle inverse = new UpperTriangle(upper.size(), new double[upper.blocks()][]);
        for (int block = 0; block < upper.blocks(); block++) {
            int start = start(block);
            int width = upper.end(block) - start;
            double[] column = known(upper, inverse, block);
            double[] square = UpperTriangle.inverse(upper.square(start, width), width);
            double[] negated = new double[square.length];
            for (int i = 0; i < width; i++) {
                System.arraycopy(square, i * width, column, (start + i) * BLOCK, width);
            }
            for (int i = 0; i < square.length; i++) {
                negated[i] = -square[i];
            }
            replaceByProduct(column, start, Product64.pack(negated, 0, width, 1, width, width), width);
            inverse.put(block, column);
        }
        return inverse;
    }

    /// The inverse's columns so far times a block column of the matrix, above its square.
    private double[] known(UpperTriangle upper, UpperTriangle inverse, int block) {
        double[][] right = new double[block][];
        for (int k = 0; k < block; k++) {
            right[k] = Product64.pack(
                    upper.column(block), start(k) * BLOCK, BLOCK, 1, BLOCK, upper.end(block) - start(block));
        }
        double[] column = new double[upper.end(block) * BLOCK];
        rows(start(block), (from, to) -> {
            for (int k = from / BLOCK; k < right.length; k++) {
                add(inverse.column(k), from, Math.min(to, inverse.end(k)), right[k], BLOCK, column);
            }
        });
        return column;
    }

    private static int start(int block) {
        return UpperTriangle.start(block);
    }

    private interface Rows {
        void run(int from, int to);
    }

    private static void rows(int count, Rows body) {
        IntStream.range(0, (count + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE)
                .parallel()
                .forEach(part -> body.run(part * ROWS_AT_ONCE, Math.min(count, (part + 1) * ROWS_AT_ONCE)));
    }

    private void add(double[] left, int from, int to, double[] right, int depth, double[] column) {
        products.add(left, from * BLOCK, BLOCK, to - from, right, depth, column, from * BLOCK, BLOCK);
    }

    private static void difference(
            Gram matrix, IntToDoubleFunction diagonal, int start, int end, int from, int to, double[] column) {
        double[] line = new double[end - start];
        for (int i = from; i < to; i++) {
            matrix.row(i, start, line);
            if (i >= start) {
                line[i - start] = diagonal.applyAsDouble(i);
            }
            for (int j = 0; j < line.length; j++) {
                column[i * BLOCK + j] = line[j] - column[i * BLOCK + j];
            }
        }
    }

    /// Factors the square at the bottom of a block column in place; false if a pivot is not positive.
    private static boolean factorSquare(double[] column, int start, int width) {
        for (int k = width - 1; k >= 0; k--) {
            int line = (start + k) * BLOCK;
            double square = column[line + k];
            for (int m = k + 1; m < width; m++) {
                square -= column[line + m] * column[line + m];
            }
            if (!(square > 0) || Double.isInfinite(square)) {
                return false;
            }
            double pivot = Math.sqrt(square);
            column[line + k] = pivot;
            for (int j = 0; j < k; j++) {
                column[line + j] = 0;
            }
            for (int i = 0; i < k; i++) {
                int other = (start + i) * BLOCK;
                double sum = column[other + k];
                for (int m = k + 1; m < width; m++) {
                    sum -= column[other + m] * column[line + m];
                }
                column[other + k] = sum / pivot;
            }
        }
        return true;
    }

    /// The first `count` rows of a block column times a square.
    private void replaceByProduct(double[] column, int count, double[] right, int width) {
        rows(count, (from, to) -> {
            double[] result = new double[(to - from) * BLOCK];
            products.add(column, from * BLOCK, BLOCK, to - from, right, width, result, 0, BLOCK);
            System.arraycopy(result, 0, column, from * BLOCK, result.length);
        });
    }
}
