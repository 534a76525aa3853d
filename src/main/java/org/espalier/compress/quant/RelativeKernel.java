package org.espalier.compress.quant;

import java.util.Arrays;

/// What relative positions add to one row of attention, as the package page defines it.
final class RelativeKernel {

    private final RelativeTables tables;
    private final int width;
    private final int[] query;
    private final int[] scores;
    private final int[] shares;

    /// @param width of a head
    RelativeKernel(RelativeTables tables, int width) {
        this.tables = tables;
        this.width = width;
        this.query = new int[width];
        this.scores = new int[tables.rows()];
        this.shares = new int[tables.rows()];
    }

    /// Meets a query, at `start`, with every row of the keys' table.
    void query(byte[] x, int start, int head) {
        for (int d = 0; d < width; d++) {
            query[d] = (x[start + d] * tables.queryMultiplier()[head * width + d] + 64) >> 7;
        }
        for (int r = 0; r < scores.length; r++) {
            int dot = 0;
            for (int d = 0; d < width; d++) {
                dot += query[d] * tables.keys()[r * width + d];
            }
            scores[r] = FixedPoint.high(dot, tables.keyMultiplier()[head]);
        }
    }

    /// What the query has from a key's place, in the unit of the sums of Q and K.
    int score(int query, int key) {
        return query == 0 || key == 0
                ? scores[0]
                : scores[tables.vertical(query, key)] + scores[tables.horizontal(query, key)];
    }

    /// Takes a row's weights together by the rows of the tables; a whole is about 2^14.
    void shares(int query, int[] weights, int reciprocal) {
        Arrays.fill(shares, 0);
        for (int key = 0; key < weights.length; key++) {
            if (query == 0 || key == 0) {
                shares[0] += weights[key];
            } else {
                shares[tables.vertical(query, key)] += weights[key];
                shares[tables.horizontal(query, key)] += weights[key];
            }
        }
        for (int r = 0; r < shares.length; r++) {
            shares[r] = FixedPoint.high(2 * shares[r], reciprocal);
        }
    }

    /// What a column of the context has from the keys' places, in units of V times 2^−13.
    ///
    /// @param column of all heads
    /// @param own the same column in its head
    int value(int column, int own) {
        int sum = 0;
        for (int r = 0; r < shares.length; r++) {
            sum += shares[r] * tables.values()[r * width + own];
        }
        return FixedPoint.high(sum, tables.valueMultiplier()[column]);
    }
}
