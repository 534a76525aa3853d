package org.espalier.compress.quant;

import java.util.stream.IntStream;
import org.espalier.model.vit.SubnetWeights;

/// Rounds the weights of a linear map so that its output on the sample changes least.
///
/// Inputs are taken one after the other, the strongest first; what rounding a weight does to a row's output is taken
/// off again by changing the weights that are still to be rounded: by the inverse of the inputs' second moments, in its
/// Cholesky form (GPTQ, Frantar et al. 2023). Without a sample, and for very wide maps, each weight goes to the
/// nearest.
final class WeightRounding {

    private static final int WIDEST = 2048;
    private static final int LARGEST = 127;

    /// Added to the moments' diagonal, as a share of its mean.
    private static final double DAMPING = 0.01;

    private final int inputs;
    private final int[] order;
    private final double[][] factor;

    /// @param in the grid of the input
    private WeightRounding(Sample seen, Grid in) {
        inputs = in.columns();
        double[][] moments = moments(seen, in);
        order = IntStream.range(0, inputs)
                .boxed()
                .sorted((a, b) -> Double.compare(moments[b][b], moments[a][a]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[][] ordered = new double[inputs][inputs];
        for (int i = 0; i < inputs; i++) {
            for (int k = 0; k < inputs; k++) {
                ordered[i][k] = moments[order[i]][order[k]];
            }
        }
        factor = inverseFactor(ordered);
    }

    /// The int8 weights of a map, `outputs x inputs`.
    ///
    /// @param seen the input as it was seen
    /// @param in its grid
    /// @param step of each row
    static byte[] round(SubnetWeights.Layer layer, Sample seen, Grid in, double[] step) {
        byte[] rounded = new byte[layer.weight().length];
        WeightRounding rounding = seen.rows() > 1 && layer.inputs() <= WIDEST ? new WeightRounding(seen, in) : null;
        for (int o = 0; o < layer.outputs(); o++) {
            int start = o * layer.inputs();
            double[] row = new double[layer.inputs()];
            for (int k = 0; k < row.length; k++) {
                row[k] = layer.weight()[start + k] * in.scale()[k] / step[o];
            }
            if (rounding == null) {
                for (int k = 0; k < row.length; k++) {
                    rounded[start + k] = nearest(row[k]);
                }
            } else {
                rounding.row(row, rounded, start);
            }
        }
        return rounded;
    }

    private static byte nearest(double weight) {
        return (byte) Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight)));
    }

    private void row(double[] row, byte[] rounded, int start) {
        for (int i = 0; i < inputs; i++) {
            int k = order[i];
            byte q = nearest(row[k]);
            rounded[start + k] = q;
            double error = (row[k] - q) / factor[i][i];
            for (int j = i + 1; j < inputs; j++) {
                row[order[j]] -= error * factor[i][j];
            }
        }
    }

    /// Second moments around the mean, in units of the grid's steps. The mean itself goes into the bias.
    private static double[][] moments(Sample seen, Grid in) {
        int n = in.columns();
        double[][] moments = new double[n][n];
        double[] x = new double[n];
        for (int r = 0; r < seen.rows(); r++) {
            for (int k = 0; k < n; k++) {
                x[k] = (seen.at(r, k) - seen.mean(k)) / in.scale()[k];
            }
            for (int i = 0; i < n; i++) {
                double[] line = moments[i];
                double at = x[i];
                for (int k = i; k < n; k++) {
                    line[k] += at * x[k];
                }
            }
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += moments[i][i] / n;
        }
        for (int i = 0; i < n; i++) {
            moments[i][i] += DAMPING * mean + 1e-9;
            for (int k = 0; k < i; k++) {
                moments[i][k] = moments[k][i];
            }
        }
        return moments;
    }

    /// U of `inverse(a) = Uᵀ U`, upper triangular.
    private static double[][] inverseFactor(double[][] a) {
        // With a = V Vᵀ, V upper triangular, inverse(a) = V⁻ᵀ V⁻¹, so U is V⁻¹.
        int n = a.length;
        double[][] v = new double[n][n];
        for (int j = n - 1; j >= 0; j--) {
            for (int i = j; i >= 0; i--) {
                double sum = a[i][j];
                for (int k = j + 1; k < n; k++) {
                    sum -= v[i][k] * v[j][k];
                }
                v[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / v[j][j];
            }
        }
        double[][] u = new double[n][n];
        for (int i = n - 1; i >= 0; i--) {
            u[i][i] = 1 / v[i][i];
            for (int k = i + 1; k < n; k++) {
                double at = v[i][k] * u[i][i];
                for (int j = k; j < n; j++) {
                    u[i][j] -= at * u[k][j];
                }
            }
        }
        return u;
    }
}
