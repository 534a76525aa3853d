package org.espalier.search.prune;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.compress.prune.Matrix;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.Linear;

/// The dense weights of a decoder's prunable layers, in the order in which data meets them.
///
/// @param matrices by canonical name
/// @param largest the largest singular value of each
record DenseLayers(SequencedMap<String, Matrix> matrices, Map<String, Double> largest) {

    static DenseLayers of(Decoder decoder) {
        SequencedMap<String, Matrix> all = new LinkedHashMap<>();
        for (Decoder.Block block : decoder.blocks()) {
            for (Linear linear : block.linears()) {
                int rows = Math.toIntExact(linear.weight().getShape().get(0));
                int columns = Math.toIntExact(linear.weight().getShape().get(1));
                all.put(linear.name(), new Matrix(rows, columns, linear.weight().toFloatArray()));
            }
        }
        Map<String, Double> largest = new HashMap<>();
        all.forEach((name, matrix) -> largest.put(name, Omega.largest(matrix.values(), matrix.columns())));
        return new DenseLayers(all, largest);
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
    List<Omega.Norms> norms(Map<String, float[]> pruned, boolean spectral) {
        return matrices.entrySet().stream()
                .map(e -> Omega.norms(
                        e.getValue().values(),
                        pruned.getOrDefault(e.getKey(), e.getValue().values()),
                        e.getValue().columns(),
                        spectral ? largest.getOrDefault(e.getKey(), 0.0) : 0))
                .toList();
    }
}
