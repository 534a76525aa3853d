package org.espalier.compress.quant;

import java.util.HashMap;
import java.util.Map;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;

/// A supernet's weights changed so that one subnet computes the same and its int8 form is nearer to it:
/// wherever two linear maps follow each other with nothing between them, what passes is mixed by a
/// [PairBalance].
///
/// - The factors of a layer of low rank.
/// - V and the projection, a head at a time: the context is a mean of rows of V.
/// - Q and K, a head at a time: their products stay the same if K's matrix is the transposed inverse.
///
/// Not between normalisation and the map that reads it, where [LinearFit] already has a scale for each
/// column, nor through GELU. Attention is left as it is where heads share tables of relative positions, or
/// rows of qkv are interleaved as in the released code.
public final class BalancedWeights {

    /// Wider pairs take minutes to decompose.
    private static final int WIDEST = 512;

    private final VitConfig config;
    private final Subnet subnet;
    private final Calibration seen;
    private final Map<String, float[]> values = new HashMap<>();
    private final Map<String, long[]> shapes;

    private BalancedWeights(VitConfig config, VitWeights weights, Subnet subnet, Calibration seen) {
        this.config = config;
        this.subnet = subnet;
        this.seen = seen;
        this.shapes = VitWeights.shapes(config);
        shapes.keySet().forEach(name -> values.put(name, weights.values(name)));
    }

    /// The balanced weights; whoever asks closes them.
    ///
    /// @param seen the subnet's activations with the weights as they are
    public static VitWeights of(
            VitConfig config, VitWeights weights, Subnet subnet, Calibration seen, TaskContext context) {
        context.stage("Balancing pairs of linear maps");
        BalancedWeights balanced = new BalancedWeights(config, weights, subnet, seen);
        for (int n = 0; n < subnet.depth(); n++) {
            context.checkCancelled();
            balanced.block(n);
            context.progress(n + 1, subnet.depth());
        }
        return VitWeights.of(config, (name, shape) -> balanced.value(name));
    }

    private float[] value(String name) {
        float[] value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no tensor '" + name + "'");
        }
        return value;
    }

    private void block(int n) {
        String b = "blocks." + n + ".";
        int width = subnet.embedDim();
        int heads = subnet.heads().get(n);
        int hidden = subnet.hidden(n);
        int q = heads * config.headDim();
        int rank = config.attentionRank(heads);
        boolean three = config.lowRank() instanceof LowRank.ThreeFactor;
        if (!config.changeQkv()) {
            int third = config.numHeads() * config.headDim();
            int in = rank > 0 ? rank : width;
            if (!config.relativePosition()) {
                heads(b, heads, third, in, three && rank > 0 ? rank : width, three && rank > 0);
            }
            int[] rows = new int[3 * q];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i / q * third + i % q;
            }
            factors(b + "attn.qkv", b + "qkv", width, rank, rows, three);
        }
        if (three) {
            factors(b + "attn.proj", b + "proj", q, rank, rows(width), true);
        }
        int mlpRank = config.mlpRank(width, hidden);
        factors(b + "fc1", b + "fc1", width, mlpRank, rows(hidden), three);
        factors(b + "fc2", b + "fc2", hidden, mlpRank, rows(width), three);
    }

    private static int[] rows(int count) {
        return java.util.stream.IntStream.range(0, count).toArray();
    }

    private static int[] rows(int from, int count) {
        return java.util.stream.IntStream.range(from, from + count).toArray();
    }

    /// The factors of a layer.
    ///
    /// @param name of its tensors
    /// @param layer of its activations
    /// @param rows of the last factor that the subnet uses
    private void factors(String name, String layer, int in, int rank, int[] rows, boolean three) {
        if (rank == 0 || rank > WIDEST) {
            return;
        }
        Slice first = slice(name + "1.weight", rows(rank), in);
        Slice last = slice(name + "3.weight", rows, rank);
        if (three) {
            Slice middle = slice(name + "2.weight", rows(rank), rank);
            pair(first, middle, seen.of(layer + "1"));
            pair(middle, last, seen.of(layer + "2"));
        } else {
            pair(first, last, seen.of(layer + "1"));
        }
    }

    private static void pair(Slice first, Slice second, Sample passed) {
        PairBalance balance =
                PairBalance.of(covariance(passed, 0, passed.columns(), true), second.gram(0, passed.columns()));
        first.left(balance.to(), 0);
        second.right(balance.from(), 0);
    }

    /// Q with K, V with the projection.
    private void heads(String b, int heads, int third, int in, int out, boolean factored) {
        int d = config.headDim();
        if (d > WIDEST) {
            return;
        }
        String qkv = b + (config.attentionRank(heads) > 0 ? "attn.qkv3" : "attn.qkv");
        String proj = b + (factored ? "attn.proj1" : "attn.proj");
        Sample all = seen.of(b + "qkv");
        Sample context = seen.of(b + "context");
        Slice reader = slice(proj + ".weight", rows(out), heads * d);
        for (int h = 0; h < heads; h++) {
            int at = h * d;
            PairBalance scores =
                    PairBalance.of(covariance(all, at, d, false), covariance(all, heads * d + at, d, true));
            mix(qkv, at, in, scores.to());
            mix(qkv, third + at, in, PairBalance.transposed(scores.from()));
            PairBalance mean = PairBalance.of(covariance(context, at, d, true), reader.gram(at, d));
            mix(qkv, 2 * third + at, in, mean.to());
            reader.right(mean.from(), at);
        }
    }

    /// Mixes rows of a map, and of its bias if it has one.
    private void mix(String name, int from, int in, double[][] matrix) {
        int[] rows = rows(from, matrix.length);
        slice(name + ".weight", rows, in).left(matrix, 0);
        if (values.containsKey(name + ".bias")) {
            new Slice(value(name + ".bias"), 1, rows, 1).left(matrix, 0);
        }
    }

    private Slice slice(String name, int[] rows, int columns) {
        long[] shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no tensor '" + name + "'");
        }
        return new Slice(value(name), (int) shape[1], rows, columns);
    }

    /// Second moments of some columns, n x n, around their mean or around zero.
    private static double[][] covariance(Sample sample, int from, int n, boolean centred) {
        double[][] moments = new double[n][n];
        double[] x = new double[n];
        for (int r = 0; r < sample.rows(); r++) {
            for (int i = 0; i < n; i++) {
                x[i] = sample.at(r, from + i) - (centred ? sample.mean(from + i) : 0);
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    moments[i][j] += x[i] * x[j] / sample.rows();
                }
            }
        }
        return moments;
    }

    /// Some rows, and the first columns, of a matrix.
    ///
    /// @param stride columns of the whole matrix
    @SuppressWarnings("ArrayRecordComponent")
    private record Slice(float[] values, int stride, int[] rows, int columns) {

        private double[][] copy(int fromRow, int rowCount, int fromColumn, int columnCount) {
            double[][] out = new double[rowCount][columnCount];
            for (int i = 0; i < rowCount; i++) {
                for (int j = 0; j < columnCount; j++) {
                    out[i][j] = values[rows[fromRow + i] * stride + fromColumn + j];
                }
            }
            return out;
        }

        private void put(double[][] from, int fromRow, int fromColumn) {
            for (int i = 0; i < from.length; i++) {
                for (int j = 0; j < from[i].length; j++) {
                    values[rows[fromRow + i] * stride + fromColumn + j] = (float) from[i][j];
                }
            }
        }

        /// Rows from `at` become their products with a matrix on their left.
        void left(double[][] matrix, int at) {
            put(PairBalance.product(matrix, copy(at, matrix.length, 0, columns)), at, 0);
        }

        /// Columns from `at` become their products with a matrix on their right.
        void right(double[][] matrix, int at) {
            put(PairBalance.product(copy(0, rows.length, at, matrix.length), matrix), 0, at);
        }

        /// `Wᵀ W` of some columns.
        double[][] gram(int at, int n) {
            double[][] w = copy(0, rows.length, at, n);
            return PairBalance.product(PairBalance.transposed(w), w);
        }
    }
}
