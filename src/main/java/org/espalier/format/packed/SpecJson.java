package org.espalier.format.packed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.espalier.tensor.DType;
import org.espalier.tensor.kernel.Weights;

/// A layer's description in the metadata.
record SpecJson(String form, String type, String values, List<Integer> shape, List<Integer> kept, int group) {

    static SpecJson of(LayerSpec spec) {
        return new SpecJson(
                spec.sparse() ? "sparse" : "dense",
                spec.type().name(),
                spec.valueType().name(),
                List.of(spec.rows(), spec.columns()),
                List.of(spec.keptRows(), spec.keptColumns()),
                Weights.GROUP);
    }

    /// Reads a description.
    ///
    /// @throws IllegalArgumentException with what is wrong
    static LayerSpec parse(JsonNode node) {
        String form = node.path("form").asText();
        if (!form.equals("sparse") && !form.equals("dense")) {
            throw new IllegalArgumentException("has the unknown form '" + shortened(form) + "'");
        }
        DType type = DType.parse(node.path("type").asText());
        if (type != DType.BF16 && type != DType.F16 && type != DType.F32) {
            throw new IllegalArgumentException("is of a type that cannot be packed");
        }
        String values = node.path("values").asText();
        boolean eightBit = values.equals("I8");
        if (!eightBit && !values.equals(type.name())) {
            throw new IllegalArgumentException("has values of the unknown type '" + shortened(values) + "'");
        }
        if (eightBit && node.path("group").asInt() != Weights.GROUP) {
            throw new IllegalArgumentException("has scales for groups that are not of " + Weights.GROUP + " columns");
        }
        int rows = size(node, "shape", 0);
        int columns = size(node, "shape", 1);
        int keptRows = size(node, "kept", 0);
        int keptColumns = size(node, "kept", 1);
        if (keptRows > rows || keptColumns > columns) {
            throw new IllegalArgumentException("keeps more rows or columns than it has");
        }
        if ((long) rows * Weights.padded(columns) > Integer.MAX_VALUE - Weights.SLACK) {
            throw new IllegalArgumentException("has the shape " + rows + " x " + columns + ", too large for an array");
        }
        return new LayerSpec(form.equals("sparse"), type, eightBit, rows, columns, keptRows, keptColumns);
    }

    private static int size(JsonNode node, String field, int index) {
        JsonNode number = node.path(field).path(index);
        if (!number.isInt() || number.intValue() < 1 || number.intValue() > 10_000_000) {
            throw new IllegalArgumentException("has no " + field + " of two sizes");
        }
        return number.intValue();
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
