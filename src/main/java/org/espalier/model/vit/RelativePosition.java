package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;

/// Two-dimensional relative positions (mcuformer.md 1.3): which row of the tables a pair of tokens uses.
///
/// A distance is clipped to the largest that has a row and shifted by that plus 1; row 0 is for pairs with the class
/// token.
///
/// @param vertical (T x T) row indices for the distance in rows
/// @param horizontal (T x T) row indices for the distance in columns
/// @param tokens T
record RelativePosition(NDArray vertical, NDArray horizontal, int tokens) {

    static RelativePosition of(VitConfig config, NDManager scope) {
        int side = config.patches().side();
        int tokens = config.tokens();
        int max = config.maxRelativePosition();
        long[] vertical = new long[tokens * tokens];
        long[] horizontal = new long[tokens * tokens];
        for (int query = 1; query < tokens; query++) {
            for (int key = 1; key < tokens; key++) {
                int at = query * tokens + key;
                vertical[at] = Math.clamp((key - 1) / side - (query - 1) / side, -max, max) + max + 1L;
                horizontal[at] = Math.clamp((key - 1) % side - (query - 1) % side, -max, max) + max + 1L;
            }
        }
        return new RelativePosition(scope.create(vertical), scope.create(horizontal), tokens);
    }

    /// q (B, h, T, d) against the key embeddings of each pair: (B, h, T, T).
    NDArray keyScores(VitWeights weights, NDManager scope, String tables, NDArray q) {
        NDArray pairs = pairs(weights, scope, tables).transpose(0, 2, 1); // (T, d, T)
        return perQuery(q, pairs);
    }

    /// Attention shares (B, h, T, T) times the value embeddings of each pair: (B, h, T, d).
    NDArray valueMix(VitWeights weights, NDManager scope, String tables, NDArray shares) {
        return perQuery(shares, pairs(weights, scope, tables));
    }

    /// (B, h, T, a) times (T, a, b), query by query: (B, h, T, b).
    private NDArray perQuery(NDArray left, NDArray right) {
        Shape shape = left.getShape();
        long batch = shape.get(0);
        long heads = shape.get(1);
        NDArray rows = left.transpose(2, 0, 1, 3).reshape(tokens, batch * heads, shape.get(3));
        return rows.matMul(right)
                .reshape(tokens, batch, heads, right.getShape().get(2))
                .transpose(1, 2, 0, 3);
    }

    private NDArray pairs(VitWeights weights, NDManager scope, String tables) {
        NDArray sum = rows(vertical, weights.get(tables + ".embeddings_table_v"))
                .add(rows(horizontal, weights.get(tables + ".embeddings_table_h")));
        sum.attach(scope);
        return sum.reshape(tokens, tokens, -1);
    }

    private static NDArray rows(NDArray index, NDArray table) {
        return index.getNDArrayInternal()
                .embedding(index, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }
}
