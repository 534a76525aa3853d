package org.espalier.workbench.gain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.llava.BlockSize;
import org.espalier.model.llava.TextConfig;

/// The matrices that decoding a token reads.
final class DecoderShape {

    private DecoderShape() {}

    /// Those of a decoder: attention, MLP, then the head, which is the only one that is not pruned.
    static List<LayerShape> of(TextConfig config) {
        Map<LayerShape, Integer> counts = new LinkedHashMap<>();
        for (int block = 0; block < config.layers(); block++) {
            BlockSize size = config.size(block);
            int hidden = config.hidden();
            int query = size.heads() * config.headDim();
            int keyValue = size.keyValueHeads() * config.headDim();
            int group = size.heads() / size.keyValueHeads() * config.headDim();
            if (query == keyValue) {
                add(counts, "q, k, v", query, hidden, 3, group, 0);
            } else {
                add(counts, "q", query, hidden, 1, group, 0);
                add(counts, "k, v", keyValue, hidden, 2, config.headDim(), 0);
            }
            add(counts, "o", hidden, query, 1, 0, group);
            add(counts, "gate, up", size.intermediate(), hidden, 2, 1, 0);
            add(counts, "down", hidden, size.intermediate(), 1, 0, 1);
        }
        List<LayerShape> shapes = new ArrayList<>();
        counts.forEach((shape, count) -> shapes.add(new LayerShape(
                shape.roles(), shape.rows(), shape.columns(), count, shape.rowUnit(), shape.columnUnit())));
        shapes.add(new LayerShape("head", config.vocabulary(), config.hidden(), 1, 0, 0));
        return List.copyOf(shapes);
    }

    private static void add(
            Map<LayerShape, Integer> counts,
            String roles,
            int rows,
            int columns,
            int count,
            int rowUnit,
            int columnUnit) {
        counts.merge(new LayerShape(roles, rows, columns, 0, rowUnit, columnUnit), count, Integer::sum);
    }
}
