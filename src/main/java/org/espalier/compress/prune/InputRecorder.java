package org.espalier.compress.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.model.llava.LinearObserver;
import org.jspecify.annotations.Nullable;

/// Sums up the inputs of some linear layers while a model runs.
///
/// Query, key and value projections of a block have the same inputs, and so have gate and up: each set is
/// summed once. Sums are formed by the engine, in double precision up to [#WIDEST_DOUBLE] inputs.
final class InputRecorder implements AutoCloseable {

    private static final int WIDEST_DOUBLE = 4096;

    private final NDManager manager;
    private final Set<String> wanted;
    private final boolean withProducts;
    private final Map<String, Sums> sums = new HashMap<>();
    private final Map<String, InputStatistics> finished = new HashMap<>();

    /// Records the inputs of `layers`, by canonical name.
    InputRecorder(NDManager manager, Set<String> layers, Criterion.Needs needs) {
        this.manager = manager.newSubManager();
        this.wanted = layers.stream().map(InputRecorder::source).collect(Collectors.toSet());
        this.withProducts = needs == Criterion.Needs.PRODUCTS;
    }

    /// Of the layers that share inputs, the one whose inputs are summed.
    private static String source(String layer) {
        return layer.replaceAll("\\.self_attn\\.[kv]_proj$", ".self_attn.q_proj")
                .replaceAll("\\.mlp\\.up_proj$", ".mlp.gate_proj");
    }

    /// Sees inputs whose tokens count differently.
    ///
    /// @param weights (tokens), not negative; null where all count once
    /// @param sequences in how many sequences they come
    /// @param pass lives as long as the inputs do
    LinearObserver weighted(float @Nullable [] weights, int sequences, NDManager pass) {
        if (weights == null) {
            return (layer, input) -> {
                if (wanted.contains(layer)) {
                    add(layer, input, input.getShape().get(0), sequences);
                }
            };
        }
        float[] roots = new float[weights.length];
        long counted = 0;
        for (int i = 0; i < roots.length; i++) {
            roots[i] = (float) Math.sqrt(weights[i]);
            counted += weights[i] > 0 ? 1 : 0;
        }
        NDArray scale = pass.create(roots, new Shape(roots.length, 1));
        long tokens = counted;
        return (layer, input) -> {
            if (wanted.contains(layer)) {
                add(layer, input.mul(scale), tokens, sequences);
            }
        };
    }

    private void add(String layerName, NDArray input, long tokens, long sequences) {
        long columns = input.getShape().get(1);
        NDArray x = columns <= WIDEST_DOUBLE ? input.toType(DataType.FLOAT64, false) : input;
        NDArray squares = input.toType(DataType.FLOAT64, false).square().sum(new int[] {0});
        NDArray products = withProducts ? x.transpose().matMul(x) : null;
        Sums before = sums.get(layerName);
        if (before == null) {
            squares.attach(manager);
            if (products != null) {
                products.attach(manager);
            }
            sums.put(layerName, new Sums(tokens, sequences, squares, products));
            return;
        }
        before.squares.addi(squares);
        if (before.products != null && products != null) {
            before.products.addi(products);
        }
        sums.put(
                layerName,
                new Sums(before.tokens + tokens, before.sequences + sequences, before.squares, before.products));
    }

    private record Sums(
            long tokens,
            long sequences,
            NDArray squares,
            @Nullable NDArray products) {

        InputStatistics finish() {
            double[] moments = null;
            if (products != null) {
                moments = products.getDataType() == DataType.FLOAT64
                        ? products.toDoubleArray()
                        : widened(products.toFloatArray());
                products.close();
            }
            return InputStatistics.of(tokens, sequences, squares.toDoubleArray(), moments);
        }

        private static double[] widened(float[] values) {
            double[] wide = new double[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            return wide;
        }
    }

    /// What was recorded of a layer's inputs; none if the model never ran it.
    InputStatistics of(String layer) {
        String source = source(layer);
        Sums found = sums.get(source);
        return found == null ? InputStatistics.none() : finished.computeIfAbsent(source, _ -> found.finish());
    }

    @Override
    public void close() {
        manager.close();
    }
}
