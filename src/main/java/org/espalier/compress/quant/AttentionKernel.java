package org.espalier.compress.quant;

/// Attention as the package page defines it: one row of scores at a time, nothing T x T is ever held.
final class AttentionKernel {

    private final Op.Attention op;
    private final byte[] x;
    private final byte[] y;
    private final int width;
    private final byte[] scores;
    private final int[] weights;

    private AttentionKernel(Op.Attention op, byte[] x) {
        this.op = op;
        this.x = x;
        this.width = op.heads() * op.headDim();
        this.y = new byte[op.rows() * width];
        this.scores = new byte[op.rows()];
        this.weights = new int[op.rows()];
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
        for (int j = 0; j < op.rows(); j++) {
            int k = (j * 3 + 1) * width + head * op.headDim();
            int acc = 0;
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
        for (int d = 0; d < op.headDim(); d++) {
            int c = head * op.headDim() + d;
            int acc = 0;
            for (int j = 0; j < op.rows(); j++) {
                acc += weights[j] * x[(j * 3 + 2) * width + c];
            }
            y[row * width + c] =
                    FixedPoint.requantize(FixedPoint.high(acc, reciprocal), op.contextMultiplier()[c], op.zeroPoint());
        }
    }
}
