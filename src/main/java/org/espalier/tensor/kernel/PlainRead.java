package org.espalier.tensor.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorShape;

/// Reads a dense sixteen-bit matrix and does nothing with it but add: the bandwidth that a product can
/// hope for.
public final class PlainRead {

    private static final Map<Integer, RowKernel> MADE = new ConcurrentHashMap<>();

    private PlainRead() {}

    /// Adds up the bits of each row, with the widest vectors there are.
    ///
    /// @param y at least of the matrix's rows
    public static void read(Weights w, float[] y, RowTeam team) {
        int bits = Math.clamp(VectorShape.preferredShape().vectorBitSize(), 128, 512);
        RowKernel kernel = MADE.computeIfAbsent(bits, b -> new Width(b).define(RowsRead.class));
        Activations none = new Activations(1);
        team.run(w.rows(), (from, to) -> kernel.multiply(w, none, y, from, to));
    }
}
