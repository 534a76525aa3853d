package org.espalier.compress.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.model.llava.LinearObserver;
import org.espalier.tensor.Gram;
import org.jspecify.annotations.Nullable;

/// Sums up the inputs of some linear layers while a model runs, and the squares of their outputs.
///
/// Query, key and value projections of a block have the same inputs, and so have gate and up: each set is summed
/// once. Products are formed by the engine, in double up to [#WIDEST_DOUBLE] inputs, else in float; they are added
/// up in double up to [#WIDEST_SUM] inputs.
final class InputRecorder implements AutoCloseable {

    private static final int WIDEST_DOUBLE = 1024;
    static final int WIDEST_SUM = 8192;

    private final NDManager manager;
    private final Set<String> layers;
    private final Set<String> sources;
    private final boolean withProducts;
    private final Map<String, Sums> sums = new HashMap<>();
    private final Map<String, Double> energies = new HashMap<>();
    private final Map<String, InputStatistics> finished = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    /// Records the inputs of `layers`, by canonical name.
    InputRecorder(NDManager manager, Set<String> layers, Criterion.Needs needs) {
        this.manager = manager.newSubManager();
        this.layers = layers;
        this.sources = layers.stream().map(InputRecorder::source).collect(Collectors.toSet());
        this.withProducts = needs == Criterion.Needs.PRODUCTS;
    }

    /// Of the layers that share inputs, the one whose inputs are summed.
    static String source(String layer) {
        return layer.replaceAll("\\.self_attn\\.[kv]_proj$", ".self_attn.q_proj")
                .replaceAll("\\.mlp\\.up_proj$", ".mlp.gate_proj");
    }

    /// Sees a batch whose tokens may count differently.
    ///
    /// @param weights (tokens), not negative; null where all count once
    /// @param sequences in how many sequences they come
    /// @param pass lives as long as the inputs do
    LinearObserver weighted(float @Nullable [] weights, int sequences, NDManager pass) {
        if (weights == null) {
            return new Batch(null, -1, sequences);
        }
        float[] roots = new float[weights.length];
        long counted = 0;
        for (int i = 0; i < roots.length; i++) {
            roots[i] = (float) Math.sqrt(weights[i]);
            counted += weights[i] > 0 ? 1 : 0;
        }
        return new Batch(pass.create(roots, new Shape(roots.length, 1)), counted, sequences);
    }

    /// One batch.
    private final class Batch implements LinearObserver {

        private final @Nullable NDArray scale;
        private final long counted;
        private final long sequences;

        /// @param scale (tokens, 1), square roots of what tokens count, or null
        /// @param counted tokens that count; -1 for all
        Batch(@Nullable NDArray scale, long counted, long sequences) {
            this.scale = scale;
            this.counted = counted;
            this.sequences = sequences;
        }

        @Override
        public void input(String layer, NDArray input) {
            if (sources.contains(layer)) {
                NDArray scaled = scaled(input);
                add(layer, scaled, counted < 0 ? input.getShape().get(0) : counted, sequences);
                free(scaled);
            }
        }

        @Override
        public void output(String layer, NDArray output) {
            if (withProducts && layers.contains(layer)) {
                NDArray scaled = scaled(output);
                try (NDArray squares = scaled.square();
                        NDArray sum = squares.sum();
                        NDArray wide = sum.toType(DataType.FLOAT64, false)) {
                    energies.merge(layer, wide.getDouble(), Double::sum);
                }
                free(scaled);
            }
        }

        private NDArray scaled(NDArray x) {
            return scale == null ? x : x.mul(scale);
        }

        /// Closes what [#scaled] made. A pass keeps all it makes until its end, and of a real block's inputs that
        /// would be gigabytes.
        private void free(NDArray scaled) {
            if (scale != null) {
                scaled.close();
            }
        }
    }

    private void add(String layerName, NDArray input, long tokens, long sequences) {
        long columns = input.getShape().get(1);
        NDArray wide = input.toType(DataType.FLOAT64, false);
        NDArray each = wide.square();
        NDArray squares = each.sum(new int[] {0});
        each.close();
        NDArray totals = wide.sum(new int[] {0});
        NDArray products = withProducts ? products(columns <= WIDEST_DOUBLE ? wide : input) : null;
        if (input.getDataType() != DataType.FLOAT64) {
            wide.close();
        }
        Sums before = sums.get(layerName);
        if (before == null) {
            Sums first = new Sums(tokens, sequences, totals, squares, products);
            first.attach(manager);
            sums.put(layerName, first);
            return;
        }
        before.squares.addi(squares);
        before.totals.addi(totals);
        squares.close();
        totals.close();
        if (before.products != null && products != null) {
            before.products.addi(products);
            products.close();
        }
        sums.put(
                layerName,
                new Sums(
                        before.tokens + tokens,
                        before.sequences + sequences,
                        before.totals,
                        before.squares,
                        before.products));
    }

    private static NDArray products(NDArray x) {
        NDArray products = x.transpose().matMul(x);
        if (x.getShape().get(1) > WIDEST_SUM || products.getDataType() == DataType.FLOAT64) {
            return products;
        }
        NDArray wide = products.toType(DataType.FLOAT64, false);
        products.close();
        return wide;
    }

    private record Sums(
            long tokens,
            long sequences,
            NDArray totals,
            NDArray squares,
            @Nullable NDArray products) {

        void attach(NDManager manager) {
            totals.attach(manager);
            squares.attach(manager);
            if (products != null) {
                products.attach(manager);
            }
        }

        InputStatistics finish() {
            Gram moments = null;
            if (products != null) {
                moments = Gram.copy(
                        products.toByteBuffer(true),
                        Math.toIntExact(products.getShape().get(0)),
                        products.getDataType() == DataType.FLOAT64);
                products.close();
            }
            return InputStatistics.of(tokens, sequences, totals.toDoubleArray(), squares.toDoubleArray(), moments);
        }
    }

    /// What was recorded of a layer's inputs; none if the model never ran it.
    InputStatistics of(String layer) {
        String source = source(layer);
        Sums found = sums.get(source);
        if (found == null) {
            return InputStatistics.none();
        }
        InputStatistics inputs = finished.computeIfAbsent(source, _ -> found.finish());
        Double energy = energies.get(layer);
        return energy == null ? inputs : inputs.withEnergy(energy);
    }

    /// The same, after what no layer will ask for any more has been closed: the inputs of other layers, all of which
    /// have had them. Layers that share inputs need not come one after the other.
    InputStatistics only(String layer) {
        String source = source(layer);
        given.add(layer);
        finished.forEach((other, inputs) -> {
            if (!other.equals(source)
                    && layers.stream().filter(l -> source(l).equals(other)).allMatch(given::contains)) {
                inputs.close();
            }
        });
        return of(layer);
    }

    /// Closes all that was given out.
    void closeStatistics() {
        finished.values().forEach(InputStatistics::close);
    }

    /// Frees what was recorded, and all that was given out.
    @Override
    public void close() {
        closeStatistics();
        manager.close();
    }
}
