package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// OBS from its definition, in dense double arithmetic and without any factorisation: the inverse of what is left
/// of the Hessian is formed anew, by elimination, for every column.
final class TextbookObs {

    final double[][] w;
    final boolean[][] pruned;

    private final double[][] h;
    private final double[][][] inverses; // of h without its first j rows and columns

    private TextbookObs(double[][] w, double[][] h) {
        this.w = w;
        this.h = h;
        this.pruned = new boolean[w.length][h.length];
        this.inverses = new double[h.length][][];
    }

    /// @param x tokens, (count, inputs)
    static TextbookObs prune(Matrix weights, float[] x, double damping, int block, Target target) {
        int n = weights.columns();
        double[][] h = new double[n][n];
        for (int t = 0; t < x.length; t += n) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    h[i][j] += 2.0 * x[t + i] * x[t + j];
                }
            }
        }
        double[][] w = new double[weights.rows()][n];
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < n; j++) {
                w[i][j] = h[j][j] == 0 ? 0 : weights.at(i, j);
            }
        }
        double mean = 0;
        for (int j = 0; j < n; j++) {
            h[j][j] = h[j][j] == 0 ? 1 : h[j][j];
            mean += h[j][j] / n;
        }
        for (int j = 0; j < n; j++) {
            h[j][j] += damping * mean;
        }
        TextbookObs obs = new TextbookObs(w, h);
        for (int start = 0; start < n; start += block) {
            int end = Math.min(n, start + block);
            if (!target.pattern().grouped()) {
                obs.choose(start, end, target);
            }
            for (int j = start; j < end; j++) {
                if (target.pattern().grouped() && (j - start) % target.pattern().group() == 0) {
                    obs.chooseGroup(j, target.pattern());
                }
                obs.remove(j);
            }
        }
        return obs;
    }

    private double[][] inverse(int from) {
        if (inverses[from] == null) {
            int n = h.length - from;
            double[][] a = new double[n][2 * n];
            for (int i = 0; i < n; i++) {
                System.arraycopy(h[from + i], from, a[i], 0, n);
                a[i][n + i] = 1;
            }
            for (int p = 0; p < n; p++) {
                double pivot = a[p][p];
                for (int k = 0; k < 2 * n; k++) {
                    a[p][k] /= pivot;
                }
                for (int i = 0; i < n; i++) {
                    double factor = a[i][p];
                    for (int k = 0; i != p && k < 2 * n; k++) {
                        a[i][k] -= factor * a[p][k];
                    }
                }
            }
            inverses[from] = new double[n][n];
            for (int i = 0; i < n; i++) {
                System.arraycopy(a[i], n, inverses[from][i], 0, n);
            }
        }
        return inverses[from];
    }

    private double saliency(int row, int column) {
        return w[row][column] * w[row][column] / inverse(column)[0][0];
    }

    private void choose(int start, int end, Target target) {
        List<int[]> all = new ArrayList<>();
        for (int i = 0; i < w.length; i++) {
            for (int j = start; j < end; j++) {
                all.add(new int[] {i, j});
            }
        }
        all.sort(Comparator.comparingDouble(at -> saliency(at[0], at[1])));
        int k = (int) (all.size() * target.ratio());
        int count = target.ties() == TieRule.EXACT ? k : Math.min(all.size(), k + 1);
        all.subList(0, count).forEach(at -> pruned[at[0]][at[1]] = true);
    }

    private void chooseGroup(int column, Pattern pattern) {
        for (int row = 0; row < w.length; row++) {
            int r = row;
            java.util.stream.IntStream.range(column, column + pattern.group())
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> saliency(r, j)))
                    .limit(pattern.zeros())
                    .forEach(j -> pruned[r][j] = true);
        }
    }

    private void remove(int column) {
        double[][] b = inverse(column);
        for (int row = 0; row < w.length; row++) {
            if (pruned[row][column]) {
                double factor = w[row][column] / b[0][0];
                for (int k = 0; k < b.length; k++) {
                    w[row][column + k] -= factor * b[0][k];
                }
                w[row][column] = 0;
            }
        }
    }
}
