package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.compress.prune.UpdatedData;
import org.espalier.format.OutputFolder;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.CanonicalName;
import org.espalier.model.Component;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Prompt;
import org.espalier.search.prune.PrunedWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;

/// Writes a searched model: the checkpoint's own layout and types, with the winner's weights and its projector.
final class FoundCheckpoint {

    private FoundCheckpoint() {}

    /// Writes to `to`, replacing what an interrupted run left there; the model is run once before it counts.
    ///
    /// @param projector tuned tensors by canonical name; none to keep the model's own
    static void write(
            Path model,
            Path to,
            PrunedWeights weights,
            Map<String, float[]> projector,
            Prompt probe,
            TaskContext context) {
        context.stage("Writing the pruned checkpoint");
        try (Checkpoint checkpoint = Checkpoint.open(model);
                OutputFolder out = OutputFolder.create(to, true, List.of(model))) {
            Map<String, TensorData> replaced = new LinkedHashMap<>();
            List<PrunableLayer> layers = PrunableLayer.of(checkpoint, Set.of(Component.LANGUAGE_MODEL));
            for (PrunableLayer layer : layers) {
                float[] values = weights.values().get(layer.name());
                if (values != null) {
                    replaced.put(layer.tensor().name(), data(layer.tensor(), values));
                }
            }
            for (String tensor : checkpoint.names()) {
                CanonicalName.of(tensor)
                        .filter(role -> projector.containsKey(role.name()))
                        .ifPresent(role -> replaced.put(
                                tensor,
                                data(checkpoint.tensor(tensor), projector.getOrDefault(role.name(), new float[0]))));
            }
            checkpoint.copyTo(out.path(), replaced);
            context.checkCancelled();
            check(out.path(), probe);
            out.commit();
        }
    }

    /// Runs what was written.
    private static void check(Path folder, Prompt probe) {
        try (LlavaModel written = LlavaModel.open(folder)) {
            for (float logit : written.logits(probe)) {
                if (!Float.isFinite(logit)) {
                    throw WorkbenchException.input(
                            "search.check",
                            "the pruned model's logits are infinite or no numbers",
                            "Use a lower --target, or more samples; no checkpoint was written.");
                }
            }
        }
    }

    private static TensorData data(MappedTensor old, float[] values) {
        return UpdatedData.of(old.dtype(), old.shape(), values);
    }
}
