package org.espalier.compress.quant;

/// What was seen of one activation: the range and mean of every column over all rows, and some of the rows.
final class Sample {

    private final int columns;
    private final float[] low;
    private final float[] high;
    private final double[] sum;
    private final float[] kept;
    private long seen;
    private int rows;
    private int added;

    Sample(int columns, int capacity) {
        this.columns = columns;
        this.low = new float[columns];
        this.high = new float[columns];
        this.sum = new double[columns];
        this.kept = new float[capacity * columns];
        java.util.Arrays.fill(low, Float.POSITIVE_INFINITY);
        java.util.Arrays.fill(high, Float.NEGATIVE_INFINITY);
    }

    /// Looks at `count` rows of `all` from `start` and keeps `keep` of them: the first, and others evenly spaced.
    void add(float[] all, int start, int count, int keep) {
        for (int r = start; r < start + count; r++) {
            for (int c = 0; c < columns; c++) {
                float v = all[r * columns + c];
                low[c] = Math.min(low[c], v);
                high[c] = Math.max(high[c], v);
                sum[c] += v;
            }
        }
        seen += count;
        for (int i = 0; i < keep && (rows + 1) * columns <= kept.length; i++) {
            int row = start + (i == 0 ? 0 : (int) ((long) i * count / keep + added) % count);
            System.arraycopy(all, row * columns, kept, rows * columns, columns);
            rows++;
        }
        added++;
    }

    /// Widens the ranges to these distances from 0.
    void widen(float[] reach) {
        for (int c = 0; c < columns; c++) {
            high[c] = Math.max(high[c], reach[c]);
            low[c] = -high[c];
        }
    }

    /// Number of columns.
    int columns() {
        return columns;
    }

    /// How often rows were added.
    int added() {
        return added;
    }

    /// Number of rows kept.
    int rows() {
        return rows;
    }

    /// A value of a row kept.
    float at(int row, int column) {
        return kept[row * columns + column];
    }

    /// The least value of a column.
    float low(int column) {
        return low[column];
    }

    /// The largest value of a column.
    float high(int column) {
        return high[column];
    }

    /// The mean of a column.
    double mean(int column) {
        return seen == 0 ? 0 : sum[column] / seen;
    }
}
