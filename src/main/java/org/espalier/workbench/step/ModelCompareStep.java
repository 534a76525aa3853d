package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.task.TaskContext;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.TensorDifference;
import org.jspecify.annotations.Nullable;

/// `model compare`: two checkpoints layer by layer, whatever layout each is in. Reads the files piece by piece
/// and needs no engine.
public final class ModelCompareStep implements Step<ModelCompareStep.Parameters, ModelCompareStep.Result> {

    /// What is compared: `a` is the reference.
    public record Parameters(Path a, Path b) {}

    /// The same quantity of both sides; null where a side lacks the layer.
    public record Both<T>(@Nullable T a, @Nullable T b) {}

    /// One tensor.
    ///
    /// @param name its canonical name without `.weight`; the file's own where no layout knows it
    /// @param tensor its name in `a`, or in `b` where `a` lacks it
    /// @param other its name in `b`; null where `b` lacks it
    /// @param shape sizes in both; they may differ
    /// @param sparsity share of elements that are zero
    /// @param difference Frobenius norm of the change over that of `a`; null where a side lacks the layer,
    ///     shapes differ, or it has no value
    /// @param changed elements that differ; null where a side lacks the layer or shapes differ
    /// @param onlyIn "a" or "b" where the other lacks it, else null
    public record Layer(
            String name,
            String tensor,
            @Nullable String other,
            @Nullable String component,
            Both<List<Long>> shape,
            Both<String> dtype,
            Both<Double> sparsity,
            @Nullable Double difference,
            @Nullable Long changed,
            Both<Long> bytes,
            @Nullable String onlyIn) {}

    /// The comparison.
    ///
    /// @param sparsity share of all elements that are zero
    /// @param changedLayers layers with at least one element that differs, or other shapes
    public record Result(
            String schema,
            String a,
            String b,
            Both<Double> sparsity,
            Both<Long> bytes,
            long changedLayers,
            List<String> onlyInA,
            List<String> onlyInB,
            List<Layer> layers) {}

    @Override
    public String name() {
        return "model compare";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        try (Checkpoint a = Checkpoint.open(parameters.a());
                Checkpoint b = Checkpoint.open(parameters.b())) {
            return new Comparison(parameters, a, b, context).run();
        }
    }

    /// One run of the step.
    private static final class Comparison {

        private final Parameters parameters;
        private final TaskContext context;
        private final SequencedMap<String, MappedTensor> left;
        private final SequencedMap<String, MappedTensor> right;
        private final Totals leftTotals = new Totals();
        private final Totals rightTotals = new Totals();
        private long read;

        Comparison(Parameters parameters, Checkpoint a, Checkpoint b, TaskContext context) {
            this.parameters = parameters;
            this.context = context;
            this.left = byRole(a);
            this.right = byRole(b);
        }

        private static SequencedMap<String, MappedTensor> byRole(Checkpoint checkpoint) {
            SequencedMap<String, MappedTensor> tensors = new LinkedHashMap<>();
            for (String tensor : checkpoint.names()) {
                String role = CanonicalName.of(tensor).map(CanonicalName::layer).orElse(tensor);
                MappedTensor before = tensors.putIfAbsent(
                        tensor.endsWith(".bias") ? role + ".bias" : role, checkpoint.tensor(tensor));
                if (before != null) {
                    tensors.put(tensor, checkpoint.tensor(tensor));
                }
            }
            return tensors;
        }

        Result run() {
            SequencedSet<String> roles = new LinkedHashSet<>(left.keySet());
            roles.addAll(right.keySet());
            context.stage("Comparing " + roles.size() + " tensors");
            List<Layer> layers = new ArrayList<>();
            for (String role : roles) {
                context.checkCancelled();
                layers.add(layer(role, left.get(role), right.get(role)));
            }
            return new Result(
                    "espalier.compare/1",
                    parameters.a().toString(),
                    parameters.b().toString(),
                    new Both<>(leftTotals.sparsity(), rightTotals.sparsity()),
                    new Both<>(leftTotals.bytes, rightTotals.bytes),
                    layers.stream().filter(Comparison::differs).count(),
                    only(layers, "a"),
                    only(layers, "b"),
                    layers);
        }

        private static boolean differs(Layer layer) {
            Long changed = layer.changed();
            return layer.onlyIn() == null && (changed == null || changed > 0);
        }

        private static List<String> only(List<Layer> layers, String side) {
            return layers.stream()
                    .filter(layer -> side.equals(layer.onlyIn()))
                    .map(Layer::tensor)
                    .toList();
        }

        private Layer layer(String role, @Nullable MappedTensor a, @Nullable MappedTensor b) {
            Double difference = null;
            Long changed = null;
            if (a != null && b != null && a.shape().equals(b.shape())) {
                TensorDifference found = TensorDifference.of(a, b, this::advance);
                OptionalDouble relative = found.relative();
                difference = relative.isPresent() ? relative.getAsDouble() : null;
                changed = found.changed();
            }
            MappedTensor named = a != null ? a : b;
            String tensor = named == null ? role : named.name();
            return new Layer(
                    role,
                    tensor,
                    b == null ? null : b.name(),
                    CanonicalName.of(tensor).map(c -> c.component().word()).orElse(null),
                    new Both<>(
                            a == null ? null : a.shape().dims(),
                            b == null ? null : b.shape().dims()),
                    new Both<>(
                            a == null ? null : a.dtype().name(),
                            b == null ? null : b.dtype().name()),
                    new Both<>(leftTotals.add(a), rightTotals.add(b)),
                    difference,
                    changed,
                    new Both<>(a == null ? null : a.bytes(), b == null ? null : b.bytes()),
                    a == null ? "b" : b == null ? "a" : null);
        }

        private void advance(long bytes) {
            context.checkCancelled();
            read += bytes;
            context.progress(read, size(left) + size(right));
        }

        private static long size(Map<String, MappedTensor> tensors) {
            return tensors.values().stream().mapToLong(MappedTensor::bytes).sum();
        }
    }

    /// Sums over one side.
    private static final class Totals {
        private long elements;
        private long zeros;
        private long bytes;

        @Nullable
        Double add(@Nullable MappedTensor tensor) {
            if (tensor == null) {
                return null;
            }
            long count = tensor.shape().elements();
            long zero = tensor.zeros();
            elements += count;
            zeros += zero;
            bytes += tensor.bytes();
            return count == 0 ? 0.0 : (double) zero / count;
        }

        double sparsity() {
            return elements == 0 ? 0 : (double) zeros / elements;
        }
    }
}
