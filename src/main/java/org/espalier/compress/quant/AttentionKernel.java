package org.espalier.compress.quant;

import org.jspecify.annotations.Nullable;

/// Attention as the package page defines it: one row of scores at a time, nothing T x T is ever held.
final class AttentionKernel {

    private final Op.Attention op;
    private final byte[] x;
    private final byte[] y;
    private final int width;
    private final byte[] scores;
    private final int[] weights;
    private final @Nullable RelativeKernel relative;

    private AttentionKernel(Op.Attention op, byte[] x) {
        this.op = op;
        this.x = x;
        this.width = op.heads() * op.headDim();
        this.y = new byte[op.rows() * width];
        this.scores = new byte[op.rows()];
        this.weights = new int[op.rows()];
        this.relative = op.relative() == null ? null : new RelativeKernel(op.relative(), op.headDim());
    }

    static byte[] run(Op.Attention op, byte[] qkv) {
        var kernel = new AttentionKernel(op, qkv);
        for (int head = 0; head < op.heads(); head++) {
            for (int row = 0; row < op.rows(); row++) {
                kernel.scores(head, row);
                kernel.context(head, row, kernel.softmax(head));
            }
        }
        return kernel.y;
    }

    private void scores(int head, int row) {
        int q = row * 3 * width + head * op.headDim();
        int m = op.scoreMultiplier()[head];
        if (relative != null) {
            relative.query(x, q, head);
        }
        for (int j = 0; j < op.rows(); j++) {
            int k = (j * 3 + 1) * width + head * op.headDim();
            int acc = relative == null ? 0 : relative.score(row, j);
            for (int d = 0; d < op.headDim(); d++) {
                acc += x[q + d] * x[k + d];
            }
            scores[j] = FixedPoint.requantize(acc, m, 0);
        }
    }

    /// Fills the row's weights and returns their reciprocal sum.
    private int softmax(int head) {
        int max = -128;
        for (byte s : scores) {
            max = Math.max(max, s);
        }
        int sum = 0;
        short[] exp = op.exp()[head];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = exp[max - scores[j]];
            sum += weights[j];
        }
        return FixedPoint.reciprocal(sum);
    }

    private void context(int head, int row, int reciprocal) {
        if (relative != null) {
            relative.shares(row, weights, reciprocal);
        }
        for (int d = 0; d < op.headDim(); d++) {
            int c = head * op.headDim() + d;
            int acc = 0;
            for (int j = 0; j < op.rows(); j++) {
                acc += weights[j] * x[(j * 3 + 2) * width + c];
            }
            int mean = FixedPoint.high(acc, reciprocal) + (relative == null ? 0 : relative.value(c, d));
            y[row * width + c] = FixedPoint.requantize(mean, op.contextMultiplier()[c], op.zeroPoint());
        }
    }
}
