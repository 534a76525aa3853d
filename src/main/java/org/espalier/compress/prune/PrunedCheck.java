package org.espalier.compress.prune;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Opens a pruned checkpoint again before it counts as written.
public final class PrunedCheck {

    private PrunedCheck() {}

    /// Counts each layer's zeros in the file.
    ///
    /// @param layers what was pruned
    /// @return zeros by tensor name, of all of `counted`
    /// @throws WorkbenchException if a layer has fewer zeros than were pruned
    public static SequencedMap<String, Long> zeros(
            Path folder, List<PrunableLayer> counted, List<PrunedLayer> layers, TaskContext context) {
        context.stage("Checking what was written");
        SequencedMap<String, Long> zeros = new LinkedHashMap<>();
        try (Checkpoint written = Checkpoint.open(folder)) {
            for (PrunableLayer layer : counted) {
                context.checkCancelled();
                String name = layer.tensor().name();
                zeros.put(name, written.tensor(name).zeros());
                written.tensor(name).unload();
                context.progress(zeros.size(), counted.size());
            }
            for (PrunedLayer layer : layers) {
                String name = layer.layer().tensor().name();
                if (zeros.getOrDefault(name, 0L) < layer.pruned()) {
                    throw damaged(written.tensor(name).where() + " has " + zeros.get(name) + " zeros, but "
                            + layer.pruned() + " weights were pruned");
                }
            }
        }
        return zeros;
    }

    private static WorkbenchException damaged(String what) {
        return WorkbenchException.input(
                "prune.check",
                what,
                "Check the dense model with 'espalier model logits', or use a lower ratio; nothing was written.");
    }
}
