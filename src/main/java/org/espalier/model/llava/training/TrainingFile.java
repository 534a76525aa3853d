package org.espalier.model.llava.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/// Keeps a training in one safetensors file, replaced whole: tensors in float32, the rest as metadata.
///
/// @param file where
public record TrainingFile(Path file) implements TrainingStore {

    private static final String NOTE = "note";
    private static final String WEIGHT = "weight.";
    private static final String MOMENT = "moment.";

    /// What is not a tensor.
    record Note(TrainingOptions options, String stage, int pass, long random, List<CurvePoint> curve) {}

    @Override
    public @Nullable Kept load(TrainingOptions options) {
        if (!Files.exists(file)) {
            return null;
        }
        try (SafetensorsFile state = SafetensorsFile.open(file)) {
            Note note = Json.mapper().readValue(state.metadata().getOrDefault(NOTE, "{}"), Note.class);
            if (!options.equals(note.options())) {
                return null;
            }
            SequencedMap<String, float[]> weights = new LinkedHashMap<>();
            List<float[]> moments = new ArrayList<>();
            for (String name : state.names()) {
                if (name.startsWith(WEIGHT)) {
                    weights.put(
                            name.substring(WEIGHT.length()), state.tensor(name).floats());
                }
            }
            for (int i = 0; state.names().contains(MOMENT + i); i++) {
                moments.add(state.tensor(MOMENT + i).floats());
            }
            return new Kept(note.stage(), note.pass(), weights, moments, note.random(), note.curve());
        } catch (JsonProcessingException e) {
            throw WorkbenchException.input(
                    "training.state",
                    file + ": the kept training cannot be read: " + e.getOriginalMessage(),
                    "Delete this file to start the training again.",
                    e);
        }
    }

    @Override
    public void save(TrainingOptions options, Kept kept) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        kept.weights().forEach((name, values) -> tensors.put(WEIGHT + name, data(values)));
        for (int i = 0; i < kept.moments().size(); i++) {
            tensors.put(MOMENT + i, data(kept.moments().get(i)));
        }
        Note note = new Note(options, kept.stage(), kept.pass(), kept.random(), kept.curve());
        SafetensorsWriter.write(file, tensors, Map.of(NOTE, Json.line(note)));
    }

    private static TensorData data(float[] values) {
        return TensorData.of(Shape.of(values.length), values);
    }
}
