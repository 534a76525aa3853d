package org.espalier.workbench.step;

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
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.model.vit.train.SupernetTraining;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.jspecify.annotations.Nullable;

/// The state of a training in its run folder, from which it goes on to the same bytes.
///
/// @param run the folder
/// @param measured the subnet whose accuracy is on the curve
/// @param validation pictures it is measured on
/// @param epochs after which the training ends
record TrainingState(
        Path run, VitConfig config, Subnet measured, Evaluation validation, int epochs, TaskContext context) {

    private static final String STATE = "state.safetensors";
    private static final int SAVE_EVERY = 10;
    private static final int MEASURE_EVERY = 5;

    private record Saved(List<SupernetTraining.Epoch> curve) {}

    /// Measures every fifth epoch and the last, and saves every tenth and the last.
    @Nullable
    Double end(SupernetTraining training) {
        int epoch = training.epoch();
        boolean last = epoch == epochs;
        Double accuracy = last || epoch % MEASURE_EVERY == 0 ? accuracy(validation, training) : null;
        if (last || epoch % SAVE_EVERY == 0) {
            save(training, accuracy);
        }
        return accuracy;
    }

    /// The accuracy of the averaged weights on some pictures, percent; null if there are none.
    @Nullable
    Double accuracy(Evaluation pictures, SupernetTraining training) {
        return pictures.labels().length == 0
                ? null
                : Double.valueOf(pictures.accuracy(config, training.average(), measured, context));
    }

    /// One file, so that state and curve cannot disagree.
    private void save(SupernetTraining training, @Nullable Double accuracy) {
        List<SupernetTraining.Epoch> curve = new ArrayList<>(training.curve());
        SupernetTraining.Epoch last = curve.getLast();
        curve.set(curve.size() - 1, new SupernetTraining.Epoch(last.epoch(), last.loss(), accuracy));
        SequencedMap<String, TensorData> state = new LinkedHashMap<>();
        training.state().forEach((name, tensor) -> state.put(name, VitCheckpoint.data(tensor, DType.F32)));
        SafetensorsWriter.write(run.resolve(STATE), state, Map.of("curve", Json.line(new Saved(curve))));
    }

    /// Goes back to what was saved, if anything was.
    ///
    /// @throws WorkbenchException if the file is damaged
    void restore(SupernetTraining training) {
        Path file = run.resolve(STATE);
        if (!Files.exists(file)) {
            return;
        }
        try (SafetensorsFile state = SafetensorsFile.open(file)) {
            Saved saved =
                    Json.mapper().readValue(state.metadata().getOrDefault("curve", "{\"curve\":[]}"), Saved.class);
            training.restore(saved.curve(), (name, shape) -> state.tensor(name).floats());
        } catch (JsonProcessingException e) {
            throw WorkbenchException.input(
                    "train.state", file + ": its curve cannot be read", "Start the run again.", e);
        }
    }
}
