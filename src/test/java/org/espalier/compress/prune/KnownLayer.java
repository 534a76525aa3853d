package org.espalier.compress.prune;

/// A layer given by formulas, with 4 outputs, 8 inputs and 16 tokens, whose masks and errors are known.
final class KnownLayer {

    static final int OUTPUTS = 4;
    static final int INPUTS = 8;
    static final int TOKENS = 16;

    private KnownLayer() {}

    static Matrix weights() {
        float[] w = new float[OUTPUTS * INPUTS];
        for (int i = 0; i < OUTPUTS; i++) {
            for (int j = 0; j < INPUTS; j++) {
                w[i * INPUTS + j] = (float) Math.sin(1.7 * i + 0.9 * j + 0.3 * i * j + 0.5);
            }
        }
        return new Matrix(OUTPUTS, INPUTS, w);
    }

    static float[] tokens() {
        float[] x = new float[TOKENS * INPUTS];
        for (int t = 0; t < TOKENS; t++) {
            for (int j = 0; j < INPUTS; j++) {
                x[t * INPUTS + j] = (float)
                        ((1 + 0.5 * (j % 3)) * (Math.sin(0.7 * t + 0.4 * j) + 0.3 * Math.cos(1.3 * t * (j + 1))));
            }
        }
        return x;
    }

    static InputStatistics inputs() {
        return statistics(tokens(), INPUTS);
    }

    static InputStatistics statistics(float[] tokens, int inputs) {
        return SummedInputs.of(tokens, inputs, true);
    }

    /// The squared change of the outputs, token by token.
    static double outputError(Matrix dense, Matrix pruned, float[] x) {
        double sum = 0;
        int inputs = dense.columns();
        for (int start = 0; start < x.length; start += inputs) {
            for (int row = 0; row < dense.rows(); row++) {
                double output = 0;
                for (int j = 0; j < inputs; j++) {
                    output += ((double) pruned.at(row, j) - dense.at(row, j)) * x[start + j];
                }
                sum += output * output;
            }
        }
        return sum;
    }

    /// trace(dW H dW^T) with `H = 2 X^T X + 0.01 mean(diagonal) I`, all tokens one sequence.
    static double quadratic(Matrix dense, Matrix pruned, float[] x) {
        double mean = 0;
        for (float value : x) {
            mean += 2.0 * value * value / dense.columns();
        }
        double change = 0;
        for (int i = 0; i < dense.values().length; i++) {
            change += Math.pow((double) pruned.values()[i] - dense.values()[i], 2);
        }
        return 2 * outputError(dense, pruned, x) + 0.01 * mean * change;
    }

    /// The kept weights of each row that make the quadratic least: the bound that no update can pass.
    static Matrix refit(Matrix dense, Mask mask, float[] x) {
        int n = dense.columns();
        double[][] h = new double[n][n];
        double mean = 0;
        for (int start = 0; start < x.length; start += n) {
            for (int i = 0; i < n; i++) {
                mean += 2.0 * x[start + i] * x[start + i] / n;
                for (int j = 0; j < n; j++) {
                    h[i][j] += 2.0 * x[start + i] * x[start + j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            h[i][i] += 0.01 * mean;
        }
        float[] w = new float[dense.values().length];
        for (int row = 0; row < dense.rows(); row++) {
            int[] kept = new int[n];
            int count = 0;
            for (int j = 0; j < n; j++) {
                if (!mask.pruned(row, j)) {
                    kept[count++] = j;
                }
            }
            double[][] system = new double[count][count + 1];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < count; j++) {
                    system[i][j] = h[kept[i]][kept[j]];
                }
                for (int j = 0; j < n; j++) {
                    system[i][count] += h[kept[i]][j] * dense.at(row, j);
                }
            }
            double[] solution = solve(system);
            for (int i = 0; i < count; i++) {
                w[row * n + kept[i]] = (float) solution[i];
            }
        }
        return new Matrix(dense.rows(), n, w);
    }

    private static double[] solve(double[][] system) {
        int n = system.length;
        for (int pivot = 0; pivot < n; pivot++) {
            for (int row = pivot + 1; row < n; row++) {
                double factor = system[row][pivot] / system[pivot][pivot];
                for (int j = pivot; j <= n; j++) {
                    system[row][j] -= factor * system[pivot][j];
                }
            }
        }
        double[] solution = new double[n];
        for (int row = n - 1; row >= 0; row--) {
            double sum = system[row][n];
            for (int j = row + 1; j < n; j++) {
                sum -= system[row][j] * solution[j];
            }
            solution[row] = sum / system[row][row];
        }
        return solution;
    }
}
