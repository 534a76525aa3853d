package org.espalier.compress.quant;

import org.espalier.tensor.PrincipalComponents;

/// An invertible matrix M for what passes between two linear maps, which become `M W1` and `W2 M⁻¹`: in
/// float nothing changes, in int8 the rounding between them costs less.
///
/// Rounding column j costs its variance times what the second map makes of it. With A the covariance of
/// what passes and `B = W2ᵀ W2`, the sum over columns is `Σ (M A Mᵀ)jj (M⁻ᵀ B M⁻¹)jj`. Scales per column do
/// not change it, mixing columns does: its least value is reached by `M = H G^¼ A^-½`, where
/// `G = A^½ B A^½` and H makes the diagonal of `H G^½ Hᵀ` even. All columns then have the same range and
/// count the same, so that both matrices' rows are even as well.
///
/// H is Hartley's transform, whose entries are near `1/√n` for any n. That mixing makes ranges even is from
/// QuIP (Chee et al. 2023); scales alone would be those of cross-layer equalisation (Nagel et al. 2019).
///
/// @param to M, row by row
/// @param from its inverse
@SuppressWarnings("ArrayRecordComponent")
record PairBalance(double[][] to, double[][] from) {

    /// Added to both diagonals, as a share of their mean: M must not stretch what was hardly seen.
    private static final double DAMPING = 1e-3;

    /// The matrix for what passes, from its covariance and what the second map makes of it.
    ///
    /// @param passed A, symmetric, n x n
    /// @param made B, symmetric, n x n
    static PairBalance of(double[][] passed, double[][] made) {
        int n = passed.length;
        Power a = Power.of(damped(passed));
        double[][] root = a.of(0.5);
        Power g = Power.of(product(product(root, damped(made)), root));
        // M = H (Λ^¼ Vᵀ) A^-½, with G = V Λ Vᵀ; its inverse is A^½ (V Λ^-¼) Hᵀ.
        double[][] even = hartley(n);
        double[][] to = product(product(even, g.half(0.25)), a.of(-0.5));
        double[][] from = product(product(root, transposed(g.half(-0.25))), transposed(even));
        return new PairBalance(to, from);
    }

    private static double[][] damped(double[][] matrix) {
        int n = matrix.length;
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += matrix[i][i];
        }
        double[][] out = new double[n][];
        for (int i = 0; i < n; i++) {
            out[i] = matrix[i].clone();
            out[i][i] += DAMPING * trace / n + 1e-12;
        }
        return out;
    }

    /// Symmetric, orthogonal; entries `(cos + sin)(2π i j / n) / √n`.
    private static double[][] hartley(int n) {
        double[][] out = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double angle = 2 * Math.PI * ((long) i * j % n) / n;
                out[i][j] = (Math.cos(angle) + Math.sin(angle)) / Math.sqrt(n);
            }
        }
        return out;
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] out = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            double[] line = out[i];
            for (int k = 0; k < b.length; k++) {
                double at = a[i][k];
                double[] row = b[k];
                for (int j = 0; j < line.length; j++) {
                    line[j] += at * row[j];
                }
            }
        }
        return out;
    }

    static double[][] transposed(double[][] a) {
        double[][] out = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < out.length; j++) {
                out[j][i] = a[i][j];
            }
        }
        return out;
    }

    /// Powers of a positive matrix `V Λ Vᵀ`.
    @SuppressWarnings("ArrayRecordComponent")
    private record Power(double[] values, double[][] vectors) {

        static Power of(double[][] matrix) {
            PrincipalComponents parts = PrincipalComponents.ofSymmetric(matrix);
            double[] values = parts.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.max(values[i], values[0] * 1e-9 + 1e-30);
            }
            return new Power(values, parts.vectors());
        }

        /// `Λ^p Vᵀ`.
        double[][] half(double exponent) {
            double[][] out = new double[values.length][];
            for (int i = 0; i < values.length; i++) {
                double factor = Math.pow(values[i], exponent);
                out[i] = java.util.Arrays.stream(vectors[i]).map(v -> v * factor).toArray();
            }
            return out;
        }

        /// `V Λ^p Vᵀ`.
        double[][] of(double exponent) {
            return product(transposed(vectors), half(exponent));
        }
    }
}
