package org.espalier.compress.quant;

import org.espalier.model.vit.SubnetWeights;

/// Brings a linear map to int8, and chooses the grid of its input that loses least.
///
/// Columns of the input may have scales of their own: they are folded into the weights. Scales that follow the columns'
/// ranges lose nothing on activations but make weights uneven; equal scales do the reverse. How far to go, and how much
/// of the ranges' ends to cut, is measured on the sample: the mean squared error of the map's output.
final class LinearFit {

    /// What a bias may reach, so that the sum of a row stays far from 32 bits.
    private static final double LARGEST_BIAS = 1 << 21;

    /// What a requantisation may multiply by, a little below one half.
    private static final double LARGEST_FACTOR = 0.499;

    private static final double[] EVENNESS = {1, 0.75, 0.5, 0.25, 0};
    private static final double[] CUTS = {0.95, 0.9, 0.85, 0.8, 0.7};
    private static final int TRIAL_ROWS = 256;

    private LinearFit() {}

    /// The integer constants of a map between two grids.
    ///
    /// @param seen the input; what rounding the weights does to its mean is taken off the bias
    /// @param zeroPoint of the operator; zeros that columns have of their own go into the bias
    /// @param width of the output
    static Op.Matrix matrix(SubnetWeights.Layer layer, Sample seen, Grid in, Grid out, int zeroPoint, Width width) {
        int inputs = layer.inputs();
        int[] bias = new int[layer.outputs()];
        int[] multiplier = new int[layer.outputs()];
        double[] steps = new double[layer.outputs()];
        for (int o = 0; o < steps.length; o++) {
            double real = layer.bias()[o] + (out.zero()[o] - zeroPoint) * out.scale()[o];
            steps[o] = Math.max(step(layer, in, o, real), out.scale()[o] * 0x1p-30);
        }
        byte[] weights = WeightRounding.round(layer, seen, in, steps);
        for (int o = 0; o < layer.outputs(); o++) {
            double real = layer.bias()[o] + (out.zero()[o] - zeroPoint) * out.scale()[o];
            double step = steps[o];
            for (int k = 0; k < inputs; k++) {
                double w = layer.weight()[o * inputs + k];
                int rounded = weights[o * inputs + k];
                real += (w - rounded * step / in.scale()[k]) * seen.mean(k) - rounded * step * in.zero()[k];
            }
            bias[o] = Math.toIntExact(Math.round(real / step));
            double factor = step / out.scale()[o];
            if (factor >= 0.5) {
                throw new IllegalStateException(
                        layer.name() + ": row " + o + " needs the factor " + factor + ", possible is one half");
            }
            multiplier[o] = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(factor * 0x1p32)));
        }
        return new Op.Matrix(layer.outputs(), inputs, weights, bias, multiplier, zeroPoint, width);
    }

    /// The step of a row's int8 weights.
    static double rowScale(SubnetWeights.Layer layer, Grid in, int row) {
        double largest = 0;
        for (int k = 0; k < layer.inputs(); k++) {
            largest = Math.max(largest, Math.abs(layer.weight()[row * layer.inputs() + k] * in.scale()[k]));
        }
        return Math.max(largest / 127, 1e-12);
    }

    /// The least scale each output may have: a requantisation's factor must be below one half. Where all that was seen
    /// of an output is the same, this alone keeps its scale from 0.
    ///
    /// @param in the grid of the input
    /// @param middle the real value that an output's zero point stands for
    static double[] least(SubnetWeights.Layer layer, Grid in, double[] middle) {
        double[] least = new double[layer.outputs()];
        for (int o = 0; o < least.length; o++) {
            least[o] = step(layer, in, o, layer.bias()[o] - middle[o]) / LARGEST_FACTOR;
        }
        return least;
    }

    /// One scale that all outputs may have, their zero points standing for 0.
    static double leastOfAll(SubnetWeights.Layer layer, Grid in) {
        double least = 0;
        for (double scale : least(layer, in, new double[layer.outputs()])) {
            least = Math.max(least, scale);
        }
        return least;
    }

    /// The step of a row's sums.
    ///
    /// @param bias what is added to the products, real
    private static double step(SubnetWeights.Layer layer, Grid in, int row, double bias) {
        return Math.max(rowScale(layer, in, row), Math.abs(bias) / LARGEST_BIAS);
    }

    /// The grid for the input of a map, from what was seen of it.
    ///
    /// @param middle the centre of each column
    /// @param reach the largest distance from it
    /// @param least the least scale each column may have
    static Grid inputGrid(SubnetWeights.Layer layer, Sample sample, double[] middle, double[] reach, double[] least) {
        Grid best = Grid.around(middle, scales(reach, 1, 1, least));
        double bestError = error(layer, sample, best);
        double bestEvenness = 1;
        for (double evenness : EVENNESS) {
            Grid grid = Grid.around(middle, scales(reach, evenness, 1, least));
            double error = error(layer, sample, grid);
            if (error < bestError) {
                best = grid;
                bestError = error;
                bestEvenness = evenness;
            }
        }
        for (double cut : CUTS) {
            Grid grid = Grid.around(middle, scales(reach, bestEvenness, cut, least));
            double error = error(layer, sample, grid);
            if (error >= bestError) {
                break;
            }
            best = grid;
            bestError = error;
        }
        return best;
    }

    private static double[] scales(double[] reach, double evenness, double cut, double[] least) {
        double factor = 0;
        double largest = 0;
        for (double r : reach) {
            largest = Math.max(largest, r);
        }
        double floor = Math.max(1e-9, largest * 1e-3);
        for (double r : reach) {
            factor = Math.max(factor, Math.pow(Math.max(r, floor), 1 - evenness));
        }
        double[] scale = new double[reach.length];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = Math.max(least[c], factor * Math.pow(Math.max(reach[c], floor), evenness) * cut / 127);
        }
        return scale;
    }

    /// The mean squared error of the output when input and weights are int8.
    private static double error(SubnetWeights.Layer layer, Sample sample, Grid in) {
        int inputs = layer.inputs();
        int rows = Math.min(TRIAL_ROWS, sample.rows());
        int stride = Math.max(1, sample.rows() / Math.max(1, rows));
        float[] weightError = new float[layer.weight().length];
        float[] rounded = new float[layer.weight().length];
        for (int o = 0; o < layer.outputs(); o++) {
            double step = rowScale(layer, in, o);
            for (int k = 0; k < inputs; k++) {
                int i = o * inputs + k;
                double w = layer.weight()[i];
                rounded[i] = (float) (Math.round(w * in.scale()[k] / step) * step / in.scale()[k]);
                weightError[i] = (float) (rounded[i] - w);
            }
        }
        double sum = 0;
        float[] x = new float[inputs];
        float[] e = new float[inputs];
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < inputs; k++) {
                float exact = sample.at(r * stride, k);
                x[k] = (float) (exact - sample.mean(k));
                e[k] = (float) (in.real(k, in.quantize(k, exact)) - exact);
            }
            for (int o = 0; o < layer.outputs(); o++) {
                float y = 0;
                for (int k = 0; k < inputs; k++) {
                    y += weightError[o * inputs + k] * x[k] + rounded[o * inputs + k] * e[k];
                }
                sum += (double) y * y;
            }
        }
        return sum / Math.max(1, rows);
    }
}
