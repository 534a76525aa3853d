package org.espalier.tensor.kernel;

/// One weight after another: what the vector code must agree with, and what runs where there are no
/// vectors.
public record ScalarKernels() implements Kernels {

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        for (int row = from; row < to; row++) {
            y[row] = switch (w) {
                case Weights.Dense16 m -> dense16(m, x.plain(), row);
                case Weights.Dense32 m -> dense32(m, x.plain(), row);
                case Weights.Dense8 m -> dense8(m, x, row);
                case Weights.Sparse16 m -> sparse16(m, x.plain(), row);
                case Weights.Sparse32 m -> sparse32(m, x.plain(), row);
                case Weights.Sparse8 m -> sparse8(m, x, row);
                case Weights.Cut _ -> throw new IllegalArgumentException("a cut matrix has no rows of its own");
            };
        }
    }

    private static float dense16(Weights.Dense16 m, float[] x, int row) {
        int at = row * Weights.padded(m.columns());
        float sum = 0;
        for (int column = 0; column < m.columns(); column++) {
            sum = Math.fma(m.type().value(m.values()[at + column]), x[column], sum);
        }
        return sum;
    }

    private static float dense32(Weights.Dense32 m, float[] x, int row) {
        int at = row * Weights.padded(m.columns());
        float sum = 0;
        for (int column = 0; column < m.columns(); column++) {
            sum = Math.fma(m.values()[at + column], x[column], sum);
        }
        return sum;
    }

    private static float dense8(Weights.Dense8 m, Activations x, int row) {
        int at = row * Weights.padded(m.columns());
        int groups = Weights.groups(m.columns());
        float sum = 0;
        for (int group = 0; group < groups; group++) {
            int dot = 0;
            int end = Math.min(m.columns(), (group + 1) * Weights.GROUP);
            for (int column = group * Weights.GROUP; column < end; column++) {
                dot += m.values()[at + column] * quantum(x, column);
            }
            sum = Math.fma(dot, m.scales()[row * groups + group] * x.scales()[group], sum);
        }
        return sum;
    }

    private static float sparse16(Weights.Sparse16 m, float[] x, int row) {
        int words = m.bitmap().length / m.rows();
        int at = m.starts()[row];
        float sum = 0;
        for (int word = 0; word < words; word++) {
            for (long bits = m.bitmap()[row * words + word]; bits != 0; bits &= bits - 1) {
                int column = word * Weights.WORD + Long.numberOfTrailingZeros(bits);
                sum = Math.fma(m.type().value(m.values()[at++]), x[column], sum);
            }
        }
        return sum;
    }

    private static float sparse32(Weights.Sparse32 m, float[] x, int row) {
        int words = m.bitmap().length / m.rows();
        int at = m.starts()[row];
        float sum = 0;
        for (int word = 0; word < words; word++) {
            for (long bits = m.bitmap()[row * words + word]; bits != 0; bits &= bits - 1) {
                int column = word * Weights.WORD + Long.numberOfTrailingZeros(bits);
                sum = Math.fma(m.values()[at++], x[column], sum);
            }
        }
        return sum;
    }

    private static float sparse8(Weights.Sparse8 m, Activations x, int row) {
        int words = m.bitmap().length / m.rows();
        int groups = Weights.groups(m.columns());
        int at = m.starts()[row];
        float sum = 0;
        for (int group = 0; group < groups; group++) {
            int dot = 0;
            int end = Math.min(words, (group + 1) * (Weights.GROUP / Weights.WORD));
            for (int word = group * (Weights.GROUP / Weights.WORD); word < end; word++) {
                for (long bits = m.bitmap()[row * words + word]; bits != 0; bits &= bits - 1) {
                    int column = word * Weights.WORD + Long.numberOfTrailingZeros(bits);
                    dot += m.values()[at++] * quantum(x, column);
                }
            }
            sum = Math.fma(dot, m.scales()[row * groups + group] * x.scales()[group], sum);
        }
        return sum;
    }

    private static int quantum(Activations x, int column) {
        return (column & 1) == 0 ? x.evenQuanta()[column / 2] : x.oddQuanta()[column / 2];
    }
}
