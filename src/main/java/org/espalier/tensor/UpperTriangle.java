package org.espalier.tensor;

/// An upper triangular matrix of doubles, half the memory of a square one: block columns of [#BLOCK], each as long as
/// its diagonal reaches down.
public final class UpperTriangle {

    /// Columns of a block.
    static final int BLOCK = 128;

    private final int n;
    private final double[][] columns; // of each block (rows down to its diagonal, BLOCK), row-major

    /// Room for n rows.
    ///
    /// @param columns to be filled, one array a block
    UpperTriangle(int n, double[][] columns) {
        this.n = n;
        this.columns = columns;
    }

    /// How many blocks n columns make.
    static int blocks(int n) {
        return (n + BLOCK - 1) / BLOCK;
    }

    /// Rows and columns.
    public int size() {
        return n;
    }

    /// How many block columns there are.
    int blocks() {
        return columns.length;
    }

    /// A block column, (rows down to [#end], [#BLOCK]), shared.
    double[] column(int block) {
        return columns[block];
    }

    void put(int block, double[] column) {
        columns[block] = column;
    }

    /// The first column of a block.
    static int start(int block) {
        return block * BLOCK;
    }

    /// The column after a block's last.
    int end(int block) {
        return Math.min(n, (block + 1) * BLOCK);
    }

    private double at(int row, int column) {
        return row > column ? 0 : columns[column / BLOCK][row * BLOCK + column % BLOCK];
    }

    /// The first `rows` rows of the columns from `start` on.
    ///
    /// @return (rows, width), row-major
    public float[] panel(int rows, int start, int width) {
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

    /// The sum of squares of each column, (n): the diagonal of `U^T U`.
    public double[] columnSquares() {
        double[] squares = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                double value = at(i, j);
                squares[j] += value * value;
            }
        }
        return squares;
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
