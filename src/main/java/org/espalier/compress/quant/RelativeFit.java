package org.espalier.compress.quant;

import org.espalier.model.vit.SubnetWeights;

/// Turns the float tables of relative positions into int8 ones, a scale for each column.
///
/// Only rows that a grid can reach are kept, and the vertical and horizontal rows for the class token, which never
/// occur apart, become one. Either kind of row is centred: every pair has one of each, so a constant shifts all scores
/// of a row alike, which softmax does not see, and passes through the weights, whose sum is one, into the context.
final class RelativeFit {

    /// How much finer than the tables' steps the steps of K may be.
    private static final double FINEST_KEYS = 100;

    private final int side;
    private final int reach;
    private final Table keys;
    private final Table values;

    /// @param rows `rows x d`, centred
    /// @param centre per column, of a vertical and a horizontal row together
    /// @param scale per column, positive
    @SuppressWarnings("ArrayRecordComponent")
    private record Table(double[][] rows, double[] centre, double[] scale) {

        byte[] quantized() {
            int width = scale.length;
            byte[] out = new byte[rows.length * width];
            for (int i = 0; i < out.length; i++) {
                out[i] = FixedPoint.saturate((int) Math.rint(rows[i / width][i % width] / scale[i % width]));
            }
            return out;
        }
    }

    private RelativeFit(int side, int reach, Table keys, Table values) {
        this.side = side;
        this.reach = reach;
        this.keys = keys;
        this.values = values;
    }

    /// @param side patches along an edge of the grid
    static RelativeFit of(SubnetWeights.Positions p, int side) {
        int reach = RelativeTables.reach(side, p.most());
        return new RelativeFit(
                side,
                reach,
                table(p.keyRows(), p.keyColumns(), p.most(), reach),
                table(p.valueRows(), p.valueColumns(), p.most(), reach));
    }

    private static Table table(float[] vertical, float[] horizontal, int most, int reach) {
        int width = vertical.length / (2 * most + 2);
        int kind = 2 * reach + 1;
        double[][] rows = new double[RelativeTables.rows(reach)][width];
        double[] centre = new double[width];
        double[] largest = new double[width];
        double all = 1e-9;
        for (int c = 0; c < width; c++) {
            for (int i = 0; i < kind; i++) {
                int at = (i - reach + most + 1) * width + c;
                rows[1 + i][c] = vertical[at];
                rows[1 + kind + i][c] = horizontal[at];
            }
            double middle = centre(rows, c, 1, kind);
            double across = centre(rows, c, 1 + kind, kind);
            centre[c] = middle + across;
            rows[0][c] = (double) vertical[c] + horizontal[c] - centre[c];
            for (double[] row : rows) {
                largest[c] = Math.max(largest[c], Math.abs(row[c]));
            }
            all = Math.max(all, largest[c]);
        }
        for (int c = 0; c < width; c++) {
            largest[c] = Math.max(largest[c], 1e-4 * all) / 127;
        }
        return new Table(rows, centre, largest);
    }

    /// Centres some rows of a column and returns what was their middle.
    private static double centre(double[][] rows, int column, int first, int count) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int r = first; r < first + count; r++) {
            low = Math.min(low, rows[r][column]);
            high = Math.max(high, rows[r][column]);
        }
        double middle = (low + high) / 2;
        for (int r = first; r < first + count; r++) {
            rows[r][column] -= middle;
        }
        return middle;
    }

    /// The least scale K may have in a column of its head.
    double leastKeyScale(int column) {
        return keys.scale()[column] / FINEST_KEYS;
    }

    /// The least scale V may have in a column of its head.
    double leastValueScale(int column) {
        return values.scale()[column];
    }

    /// What the values' tables add to every row of the context in a column of its head.
    double valueCentre(int column) {
        return values.centre()[column];
    }

    /// The integer tables.
    ///
    /// @param scale of Q, K and V side by side
    RelativeTables tables(int heads, double[] scale) {
        int width = keys.scale().length;
        int all = heads * width;
        short[] query = new short[all];
        int[] key = new int[heads];
        int[] value = new int[all];
        for (int h = 0; h < heads; h++) {
            double largest = 0;
            for (int c = 0; c < width; c++) {
                largest = Math.max(largest, keys.scale()[c] / scale[all + h * width + c]);
            }
            // A query times its multiplier is shifted right by 7.
            key[h] = (int) Math.max(1, Math.round(largest * 128 / 32767 * 0x1p32));
            for (int c = 0; c < width; c++) {
                int at = h * width + c;
                query[at] = (short) Math.round(keys.scale()[c] / scale[all + at] / largest * 32767);
                double ratio = values.scale()[c] / scale[2 * all + at];
                value[at] = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(ratio * 0x1p31)));
            }
        }
        return new RelativeTables(side, reach, keys.quantized(), values.quantized(), query, key, value);
    }
}
