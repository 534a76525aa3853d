package org.espalier.model.llava.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.espalier.model.llava.TensorSource;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Random weights: norms one, biases zero, embeddings small, matrices by their fan-in. The decoder has no biases.
///
/// Each tensor's numbers depend on the seed and its name only.
final class FreshWeights implements TensorSource {

    private final NDManager manager;
    private final long seed;
    private final SequencedMap<String, NDArray> made = new LinkedHashMap<>();

    FreshWeights(NDManager manager, long seed) {
        this.manager = manager;
        this.seed = seed;
    }

    /// Every tensor asked for so far, by name.
    SequencedMap<String, NDArray> made() {
        return made;
    }

    /// The tensors whose names begin with one of the prefixes.
    List<NDArray> startingWith(String... prefixes) {
        return made.entrySet().stream()
                .filter(entry -> Stream.of(prefixes).anyMatch(entry.getKey()::startsWith))
                .map(Map.Entry::getValue)
                .toList();
    }

    /// The values of the tensors whose names begin with `prefix`.
    SequencedMap<String, float[]> values(String prefix) {
        SequencedMap<String, float[]> values = new LinkedHashMap<>();
        made.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                values.put(name, array.toFloatArray());
            }
        });
        return values;
    }

    /// Gives a tensor other values.
    void overwrite(String name, float[] values) {
        NDArray array = made.get(name);
        if (array == null || array.size() != values.length) {
            throw WorkbenchException.input(
                    "training.state",
                    "the kept training holds '" + name + "' with " + values.length
                            + " values, which this model has not",
                    "Start the training again in another folder.");
        }
        array.set(values);
    }

    @Override
    public @Nullable NDArray optional(String name, long... shape) {
        boolean decoder = name.startsWith("language_model") || name.startsWith("lm_head");
        return decoder ? null : required(name, shape);
    }

    @Override
    public NDArray required(String name, long... shape) {
        return made.computeIfAbsent(name, _ -> create(name, new Shape(shape)));
    }

    private NDArray create(String name, Shape shape) {
        if (name.endsWith("bias")) {
            return manager.zeros(shape);
        }
        if (name.contains("norm") || name.contains("layrnorm")) {
            return manager.ones(shape);
        }
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ name.hashCode());
        double deviation = deviation(name, shape);
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return manager.create(values, shape);
    }

    private static double deviation(String name, Shape shape) {
        if (name.contains("embed_tokens") || name.contains("class_embedding") || name.contains("position_embedding")) {
            return 0.02;
        }
        double fanIn = shape.size() / (double) shape.get(0);
        boolean closesResidual = name.endsWith("out_proj.weight")
                || name.endsWith("o_proj.weight")
                || name.endsWith("fc2.weight")
                || name.endsWith("down_proj.weight");
        return (closesResidual ? 0.35 : 0.7) / Math.sqrt(fanIn);
    }
}
