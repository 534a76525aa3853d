package org.espalier.tensor;

/// An upper triangular matrix, half the memory of a square one: block columns of [#BLOCK], each as long as its diagonal
/// reaches down.
///
/// It is kept in doubles or, where what it was made of is no more exact than that, in floats; the squares on the
/// diagonal, which are inverted, always in doubles.
public final class UpperTriangle {

    /// Columns of a block.
    static final int BLOCK = 128;

    private final int n;
    private final double[][] exact; // of each block (rows from `top` down to its diagonal, BLOCK), row-major
    private final float[][] rounded; // of each block (rows down to its diagonal, BLOCK); empty if all is in doubles

    private UpperTriangle(int n, boolean doubles) {
        this.n = n;
        this.exact = new double[(n + BLOCK - 1) / BLOCK][];
        this.rounded = new float[doubles ? 0 : exact.length][];
    }

    /// Room for n rows.
    ///
    /// @param doubles whether to keep doubles, not floats
    static UpperTriangle room(int n, boolean doubles) {
        return new UpperTriangle(n, doubles);
    }

    /// Rows and columns.
    public int size() {
        return n;
    }

    /// How many block columns there are.
    int blocks() {
        return exact.length;
    }

    /// The first column of a block.
    static int start(int block) {
        return block * BLOCK;
    }

    /// The column after a block's last.
    int end(int block) {
        return Math.min(n, (block + 1) * BLOCK);
    }

    private boolean doubles() {
        return rounded.length == 0;
    }

    /// The first row of a block that is kept in doubles.
    private int top(int block) {
        return doubles() ? 0 : start(block);
    }

    /// Makes room for a block's rows, which [#put] fills, in parts and from any thread.
    void open(int block) {
        exact[block] = new double[(end(block) - top(block)) * BLOCK];
        if (!doubles()) {
            rounded[block] = new float[end(block) * BLOCK];
        }
    }

    /// Stores rows of a block.
    ///
    /// @param values (to - from, [#BLOCK]) from `at` on
    void put(int block, int from, int to, double[] values, int at) {
        int top = Math.max(from, top(block));
        if (top < to) {
            System.arraycopy(
                    values, at + (top - from) * BLOCK, exact[block], (top - top(block)) * BLOCK, (to - top) * BLOCK);
        }
        if (!doubles()) {
            float[] column = rounded[block];
            int shift = at - from * BLOCK;
            for (int i = from * BLOCK; i < to * BLOCK; i++) {
                column[i] = (float) values[shift + i];
            }
        }
    }

    /// A block column in doubles, (rows down to [#end], [#BLOCK]), shared or made.
    double[] column(int block) {
        if (doubles()) {
            return exact[block];
        }
        double[] column = new double[rounded[block].length];
        for (int i = 0; i < start(block) * BLOCK; i++) {
            column[i] = rounded[block][i];
        }
        System.arraycopy(exact[block], 0, column, start(block) * BLOCK, exact[block].length);
        return column;
    }

    /// A block column of a matrix that is kept in floats, (rows down to [#end], [#BLOCK]), shared.
    float[] floats(int block) {
        return rounded[block];
    }

    private double at(int row, int column) {
        int block = column / BLOCK;
        int within = column - start(block);
        if (row > column) {
            return 0;
        }
        int top = top(block);
        return row >= top ? exact[block][(row - top) * BLOCK + within] : rounded[block][row * BLOCK + within];
    }

    /// The first `rows` rows of the columns from `start` on.
    ///
    /// @return (at least `rows`, width), row-major, perhaps shared
    public float[] panel(int rows, int start, int width) {
        if (!doubles() && start % BLOCK == 0 && width == BLOCK && rows <= end(start / BLOCK)) {
            return rounded[start / BLOCK];
        }
        float[] panel = new float[rows * width];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                panel[i * width + j] = (float) at(i, start + j);
            }
        }
        return panel;
    }

    /// The square on the diagonal from `start` on.
    ///
    /// @return (width, width), row-major, zero below the diagonal
    public double[] square(int start, int width) {
        double[] square = new double[width * width];
        for (int i = 0; i < width; i++) {
            for (int j = i; j < width; j++) {
                square[i * width + j] = at(start + i, start + j);
            }
        }
        return square;
    }

    /// The inverse of a small upper triangular matrix.
    ///
    /// @param upper (n, n), row-major
    /// @return (n, n), row-major, zero below the diagonal
    public static double[] inverse(double[] upper, int n) {
        double[] inverse = new double[n * n];
        for (int i = n - 1; i >= 0; i--) {
            int line = i * n;
            inverse[line + i] = 1;
            for (int k = i + 1; k < n; k++) {
                double factor = upper[line + k];
                for (int j = k; j < n; j++) {
                    inverse[line + j] -= factor * inverse[k * n + j];
                }
            }
            for (int j = i; j < n; j++) {
                inverse[line + j] /= upper[line + i];
            }
        }
        return inverse;
    }
}
