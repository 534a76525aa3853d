package org.espalier.search.prune;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.compress.prune.Matrix;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.Linear;

/// The dense weights of a decoder's prunable layers, in the order in which data meets them.
///
/// @param matrices by canonical name
record DenseLayers(SequencedMap<String, Matrix> matrices) {

    static DenseLayers of(Decoder decoder) {
        SequencedMap<String, Matrix> all = new LinkedHashMap<>();
        for (Decoder.Block block : decoder.blocks()) {
            for (Linear linear : block.linears()) {
                int rows = Math.toIntExact(linear.weight().getShape().get(0));
                int columns = Math.toIntExact(linear.weight().getShape().get(1));
                all.put(
                        linear.name(),
                        new Matrix(rows, columns, linear.weight().toFloatArray()));
            }
        }
        return new DenseLayers(all);
    }

    Matrix get(String layer) {
        Matrix matrix = matrices.get(layer);
        if (matrix == null) {
            throw new IllegalArgumentException("no layer " + layer);
        }
        return matrix;
    }

    SequencedMap<String, Integer> sizes() {
        SequencedMap<String, Integer> sizes = new LinkedHashMap<>();
        matrices.forEach((name, matrix) -> sizes.put(name, matrix.values().length));
        return sizes;
    }

    /// The norms of every layer, pruned ones against dense ones.
    java.util.List<Omega.Norms> norms(Map<String, float[]> pruned, boolean spectral) {
        return matrices.entrySet().stream()
                .map(e -> Omega.norms(
                        e.getValue().values(),
                        pruned.getOrDefault(e.getKey(), e.getValue().values()),
                        e.getValue().columns(),
                        spectral))
                .toList();
    }
}
