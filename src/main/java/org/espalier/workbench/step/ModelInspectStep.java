package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.task.TaskContext;
import org.espalier.tensor.MappedTensor;
import org.jspecify.annotations.Nullable;

/// `model inspect`: what a checkpoint holds, from its headers alone unless zeros are counted.
public final class ModelInspectStep implements Step<ModelInspectStep.Parameters, ModelInspectStep.Result> {

    private static final String OTHER = "other";

    /// What to open.
    ///
    /// @param path a folder, a safetensors file or an index
    /// @param zeros whether to read all weights and count zeros
    public record Parameters(Path path, boolean zeros) {}

    /// A part of the model and what it takes.
    public record Part(String name, long parameters, long bytes) {}

    /// One tensor.
    ///
    /// @param name its name in the file
    /// @param component the part it belongs to
    /// @param layer its canonical name without `.weight` or `.bias`: what policies use
    /// @param zeros how many elements are zero; null unless counted
    /// @param prunable whether pruning may touch it
    public record Tensor(
            String name,
            String component,
            String layer,
            List<Long> shape,
            String dtype,
            String file,
            @Nullable Long zeros,
            boolean prunable) {}

    /// The whole.
    ///
    /// @param kind "llava", "llama", "vit-supernet" or "vit-subnet"
    /// @param parameters elements of all tensors but position tables that are recomputed (`inv_freq`,
    ///     `position_ids`)
    /// @param bytes of all tensors
    public record Result(
            String schema, String kind, long parameters, long bytes, List<Part> components, List<Tensor> tensors) {}

    @Override
    public String name() {
        return "model inspect";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        try (Checkpoint checkpoint = Checkpoint.open(parameters.path())) {
            ModelKind kind = ModelKind.of(checkpoint);
            SequencedMap<String, Part> parts = new LinkedHashMap<>();
            List<Tensor> tensors = new ArrayList<>();
            if (parameters.zeros()) {
                context.stage("Counting zeros");
            }
            long total = checkpoint.names().stream()
                    .mapToLong(n -> checkpoint.tensor(n).bytes())
                    .sum();
            long done = 0;
            for (String name : checkpoint.names()) {
                context.checkCancelled();
                MappedTensor tensor = checkpoint.tensor(name);
                Optional<CanonicalName> role = kind.vit() ? Optional.empty() : CanonicalName.of(name);
                String component =
                        role.map(r -> r.component().word()).orElseGet(() -> kind.vit() ? vitComponent(name) : OTHER);
                parts.merge(
                        component,
                        new Part(component, weights(tensor), tensor.bytes()),
                        (a, b) -> new Part(component, a.parameters() + b.parameters(), a.bytes() + b.bytes()));
                tensors.add(new Tensor(
                        name,
                        component,
                        role.map(CanonicalName::layer).orElseGet(() -> withoutEnding(name)),
                        tensor.shape().dims(),
                        tensor.dtype().name(),
                        checkpoint.fileOf(name),
                        parameters.zeros() ? tensor.zeros() : null,
                        role.map(CanonicalName::prunable).orElse(false)));
                if (parameters.zeros()) {
                    done += tensor.bytes();
                    context.progress(done, total);
                }
            }
            return new Result(
                    "espalier.model/1",
                    kind.word(),
                    parts.values().stream().mapToLong(Part::parameters).sum(),
                    total,
                    inOrder(parts),
                    tensors);
        }
    }

    private static long weights(MappedTensor tensor) {
        boolean recomputed =
                tensor.name().endsWith(".inv_freq") || tensor.name().endsWith(".position_ids");
        return recomputed ? 0 : tensor.shape().elements();
    }

    private static String vitComponent(String name) {
        if (name.startsWith("blocks.")) {
            return "blocks";
        }
        if (name.startsWith("patch_embed") || name.equals("cls_token") || name.equals("pos_embed")) {
            return "embeddings";
        }
        return name.startsWith("head.") || name.startsWith("norm.") ? "head" : OTHER;
    }

    private static String withoutEnding(String name) {
        return name.replaceFirst("\\.(weight|bias)$", "");
    }

    /// As data passes through them.
    private static List<Part> inOrder(Map<String, Part> parts) {
        List<String> order =
                List.of("vision_tower", "projector", "language_model", "embeddings", "blocks", "head", OTHER);
        return order.stream().filter(parts::containsKey).map(parts::get).toList();
    }
}
