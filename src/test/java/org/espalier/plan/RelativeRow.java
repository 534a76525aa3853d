package org.espalier.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.compress.quant.FixedPoint;
import org.espalier.compress.quant.RelativeTables;

/// Relative positions of one query, written from the formulas a second time: a pair's rows are found from where its
/// tokens stand, and every sum is made pair by pair.
final class RelativeRow {

    private final RelativeTables tables;
    private final int width;
    private final int query;
    private final Map<Integer, Integer> weights = new HashMap<>();

    RelativeRow(RelativeTables tables, int width, int query) {
        this.tables = tables;
        this.width = width;
        this.query = query;
    }

    private List<Integer> rows(int key) {
        if (key == 0 || query == 0) {
            return List.of(0);
        }
        int reach = tables.reach();
        int side = tables.side();
        int down = (key + side - 1) / side - (query + side - 1) / side;
        int right = (key - 1) % side - (query - 1) % side;
        int vertical = Math.max(-reach, Math.min(reach, down));
        int horizontal = Math.max(-reach, Math.min(reach, right));
        return List.of(1 + reach + vertical, 1 + (2 * reach + 1) + reach + horizontal);
    }

    /// What a key's place adds to the sum of its products.
    int score(byte[] q, int head, int key) {
        int sum = 0;
        for (int row : rows(key)) {
            long dot = 0;
            for (int d = 0; d < width; d++) {
                int scaled = Math.floorDiv(q[head * width + d] * tables.queryMultiplier()[head * width + d] + 64, 128);
                dot += (long) scaled * tables.keys()[row * width + d];
            }
            sum += FixedPoint.high(Math.toIntExact(dot), tables.keyMultiplier()[head]);
        }
        return sum;
    }

    /// Notes a key's weight.
    void weigh(int key, int weight) {
        rows(key).forEach(row -> weights.merge(row, weight, Integer::sum));
    }

    /// What the keys' places add to the mean of a column.
    int value(int reciprocal, int head, int column) {
        int sum = 0;
        for (var entry : weights.entrySet()) {
            int share = FixedPoint.high(2 * entry.getValue(), reciprocal);
            sum += share * tables.values()[entry.getKey() * width + column];
        }
        return FixedPoint.high(sum, tables.valueMultiplier()[head * width + column]);
    }
}
