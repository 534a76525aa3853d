package org.espalier.search.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.format.Sha256;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.llava.Linear;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Projector;
import org.espalier.tensor.Shape;

/// The projector in all its versions. A version's name comes from its weights, so that a score tagged with it can
/// never be taken for another's.
public final class Projectors implements AutoCloseable {

    /// The model's own projector.
    public static final String OWN = "0";

    private final NDManager manager;
    private final Map<String, Projector> versions = new ConcurrentHashMap<>();

    /// Knows the model's own projector.
    public Projectors(LlavaModel model) {
        this.manager = model.newManager();
        versions.put(OWN, model.weights().projector());
    }

    /// A version.
    ///
    /// @throws IllegalArgumentException if nobody made or read it
    Projector get(String version) {
        Projector projector = versions.get(version);
        if (projector == null) {
            throw new IllegalArgumentException("no projector of version " + version);
        }
        return projector;
    }

    /// The weights of a projector, in the order of use; biases where it has them.
    static List<NDArray> arrays(Projector projector) {
        List<NDArray> arrays = new ArrayList<>();
        for (Linear linear : List.of(projector.first(), projector.second())) {
            arrays.add(linear.weight());
            NDArray bias = linear.bias();
            if (bias != null) {
                arrays.add(bias);
            }
        }
        return arrays;
    }

    /// The same projector with weights of its own under `manager`.
    static Projector copy(Projector projector, NDManager manager) {
        return new Projector(
                copy(projector.first(), manager), projector.activation(), copy(projector.second(), manager));
    }

    private static Linear copy(Linear linear, NDManager manager) {
        NDArray bias = linear.bias();
        return new Linear(linear.name(), copy(linear.weight(), manager), bias == null ? null : copy(bias, manager));
    }

    private static NDArray copy(NDArray array, NDManager manager) {
        return manager.create(array.toFloatArray(), array.getShape());
    }

    /// Keeps a copy of a projector; its version.
    String add(Projector projector) {
        MessageDigest digest = Sha256.digest();
        for (NDArray array : arrays(projector)) {
            float[] values = array.toFloatArray();
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            digest.update(bytes);
        }
        String version = HexFormat.of().formatHex(digest.digest(), 0, 6);
        versions.computeIfAbsent(version, _ -> copy(projector, manager));
        return version;
    }

    /// A version's weights by canonical name, `multi_modal_projector.linear_1.weight` and so on.
    public SequencedMap<String, float[]> values(String version) {
        Projector projector = get(version);
        SequencedMap<String, float[]> values = new LinkedHashMap<>();
        for (Linear linear : List.of(projector.first(), projector.second())) {
            values.put(linear.name() + ".weight", linear.weight().toFloatArray());
            NDArray bias = linear.bias();
            if (bias != null) {
                values.put(linear.name() + ".bias", bias.toFloatArray());
            }
        }
        return values;
    }

    /// Takes a version that another process made; one that is known already stays as it is.
    void learn(String version, ProjectorValues values) {
        versions.computeIfAbsent(version, _ -> {
            Projector own = get(OWN);
            return new Projector(
                    values.linear(own.first(), manager), own.activation(), values.linear(own.second(), manager));
        });
    }

    /// Writes a version to a file.
    void write(String version, Path file) {
        Projector projector = get(version);
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        values(version).forEach((name, values) -> {
            Linear linear = name.contains("linear_1") ? projector.first() : projector.second();
            NDArray bias = linear.bias();
            ai.djl.ndarray.types.Shape shape = name.endsWith(".bias") && bias != null
                    ? bias.getShape()
                    : linear.weight().getShape();
            tensors.put(name, TensorData.of(Shape.of(shape.getShape()), values));
        });
        SafetensorsWriter.write(file, tensors, Map.of("version", version));
    }

    /// Reads a version that [#write] wrote.
    void read(String version, Path file) {
        if (versions.containsKey(version) || !Files.exists(file)) {
            return;
        }
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            Projector own = get(OWN);
            versions.put(version, new Projector(read(open, own.first()), own.activation(), read(open, own.second())));
        }
    }

    private Linear read(SafetensorsFile open, Linear own) {
        NDArray bias = own.bias();
        return new Linear(
                own.name(),
                manager.create(
                        open.tensor(own.name() + ".weight").floats(),
                        own.weight().getShape()),
                bias == null
                        ? null
                        : manager.create(open.tensor(own.name() + ".bias").floats(), bias.getShape()));
    }

    @Override
    public void close() {
        manager.close();
    }
}
