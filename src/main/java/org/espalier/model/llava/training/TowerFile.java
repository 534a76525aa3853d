package org.espalier.model.llava.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/// Keeps stage one in a folder: `tower.safetensors` in float32, and `tower.json` with its options and curve.
public final class TowerFile implements TowerStore {

    private final Path folder;

    /// A store in `folder`, made when something is kept.
    public TowerFile(Path folder) {
        this.folder = folder;
    }

    /// The options that stage one depends on, and its curve.
    record Note(String options, List<CurvePoint> curve) {}

    private static String key(TrainingOptions o) {
        return "seed " + o.seed() + ", passes " + o.towerPasses() + ", batch " + o.towerBatch() + ", rate "
                + o.learningRate() + ", held out " + o.heldOut() + ", pictures " + o.pictures();
    }

    @Override
    public @Nullable Kept load(TrainingOptions options) {
        if (!Files.exists(note()) || !Files.exists(weights())) {
            return null;
        }
        Note note = Json.read(note(), Note.class);
        if (!note.options().equals(key(options))) {
            return null;
        }
        SequencedMap<String, float[]> tensors = new LinkedHashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(weights())) {
            for (String name : file.names()) {
                tensors.put(name, file.tensor(name).floats());
            }
        }
        return new Kept(tensors, note.curve());
    }

    @Override
    public void save(TrainingOptions options, Kept kept) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        kept.tensors().forEach((name, values) -> tensors.put(name, TensorData.of(Shape.of(values.length), values)));
        SafetensorsWriter.write(weights(), tensors, Map.of());
        Json.write(note(), new Note(key(options), kept.curve()));
    }

    private Path note() {
        return folder.resolve("tower.json");
    }

    private Path weights() {
        return folder.resolve("tower.safetensors");
    }
}
