package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import org.espalier.tensor.Scalar;
import org.jspecify.annotations.Nullable;

/// Scaled dot-product attention over split heads.
final class Attention {

    private Attention() {}

    /// (rows, tokens, heads * headDim) to (rows, heads, tokens, headDim).
    static NDArray split(NDArray x, int heads, int headDim) {
        long rows = x.getShape().get(0);
        long tokens = x.getShape().get(1);
        return x.reshape(rows, tokens, heads, headDim).transpose(0, 2, 1, 3);
    }

    /// The inverse of [#split].
    static NDArray join(NDArray x) {
        long rows = x.getShape().get(0);
        long heads = x.getShape().get(1);
        long tokens = x.getShape().get(2);
        return x.transpose(0, 2, 1, 3)
                .reshape(rows, tokens, heads * x.getShape().get(3));
    }

    /// `softmax(q k^T / sqrt(headDim) + mask) v`; query head h reads key and value head `h / (heads / keyValueHeads)`.
    ///
    /// @param q (rows, heads, tokens, headDim)
    /// @param k (rows, keyValueHeads, seen, headDim)
    /// @param v (rows, keyValueHeads, seen, headDim)
    /// @param mask added to the scores, broadcast to (rows, heads, tokens, seen); null for none
    /// @return (rows, heads, tokens, headDim)
    static NDArray attend(NDArray q, NDArray k, NDArray v, @Nullable NDArray mask) {
        long rows = q.getShape().get(0);
        long heads = q.getShape().get(1);
        long tokens = q.getShape().get(2);
        long headDim = q.getShape().get(3);
        long groups = k.getShape().get(1);
        long seen = k.getShape().get(2);
        long grouped = heads / groups * tokens;
        NDArray scaled = Scalar.times(q, 1 / Math.sqrt((double) headDim)).reshape(rows, groups, grouped, headDim);
        NDArray scores = scaled.matMul(k.transpose(0, 1, 3, 2));
        if (mask != null) {
            scores = scores.reshape(rows, heads, tokens, seen).add(mask);
        }
        NDArray shares = scores.softmax(-1).reshape(rows, groups, grouped, seen);
        return shares.matMul(v).reshape(rows, heads, tokens, headDim);
    }
}
