package org.espalier.tensor.kernel;

/// Multiplies matrices of any form with vectors, with a team where it pays.
///
/// @param kernels the code for a piece of rows
/// @param team the threads
public record Multiplier(Kernels kernels, RowTeam team) {

    /// Bytes below which handing out rows costs more than it saves.
    private static final long SMALL = 256 * 1024;

    /// Sets `y` to the matrix times the vector.
    ///
    /// @param x of the matrix's columns
    /// @param y at least of the matrix's rows
    public void multiply(Weights w, Activations x, float[] y) {
        if (x.columns() != w.columns()) {
            throw new IllegalArgumentException(x.columns() + " values for " + w.columns() + " columns");
        }
        if (w instanceof Weights.Cut cut) {
            Activations left = new Activations(cut.keptColumns().length);
            left.gather(x.plain(), cut.keptColumns());
            float[] inner = new float[cut.keptRows().length];
            multiply(cut.inner(), left, inner);
            java.util.Arrays.fill(y, 0, cut.rows(), 0);
            for (int i = 0; i < inner.length; i++) {
                y[cut.keptRows()[i]] = inner[i];
            }
            return;
        }
        if (w instanceof Weights.Dense8 || w instanceof Weights.Sparse8) {
            x.quantize();
        }
        if (w.bytes() < SMALL) {
            kernels.multiply(w, x, y, 0, w.rows());
        } else {
            team.run(w.rows(), (from, to) -> kernels.multiply(w, x, y, from, to));
        }
    }
}
