package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MagnitudeCurve;
import org.espalier.tensor.MagnitudeHistogram;
import org.espalier.tensor.MappedTensor;
import org.espalier.workbench.magnitude.CountStore;
import org.espalier.workbench.project.Project;
import org.jspecify.annotations.Nullable;

/// `model magnitudes`: what magnitude pruning would take from each layer, from exact histograms that are counted once
/// and kept. Wider types than sixteen bits have no exact histogram of this size; such layers are named and left out.
public final class ModelMagnitudesStep implements Step<ModelMagnitudesStep.Parameters, ModelMagnitudesStep.Result> {

    /// What is asked.
    ///
    /// @param path a folder, a safetensors file or an index
    /// @param sparsities each in [0, 1]
    /// @param project the project that keeps the counts; null for the one the model lies in, else the user's cache
    public record Parameters(
            Path path, List<Double> sparsities, @Nullable Path project) {

        /// Copies the list.
        public Parameters {
            sparsities = List.copyOf(sparsities);
        }
    }

    /// What pruning a layer to a sparsity takes.
    ///
    /// @param pruned weights that go, zeros included
    /// @param threshold the largest magnitude among them
    /// @param share of the layer's squared norm that goes, 0 to 1
    public record Cut(double sparsity, long pruned, double threshold, double share) {}

    /// A layer.
    ///
    /// @param name its canonical name, as policies have it
    /// @param tensor its weight's name in the file
    /// @param zeros weights that are zero now
    /// @param norm the square root of the sum of squares
    /// @param cuts one for each sparsity asked for
    public record Layer(
            String name,
            String tensor,
            String component,
            String dtype,
            long weights,
            long zeros,
            double norm,
            List<Cut> cuts) {}

    /// A layer that was left out.
    public record Skipped(String name, String dtype, String why) {}

    /// The answer.
    ///
    /// @param source "weights" if they were read now, "saved" if kept counts answered, "none" if all were left out
    /// @param saved the file of kept counts; null where there is none
    /// @param bytesRead of weights, now
    /// @param gigabytesPerSecond at which they were read and counted, measured; null where kept counts answered
    /// @param notes what there is to know of the file, in sentences
    public record Result(
            String schema,
            String source,
            @Nullable String saved,
            long bytesRead,
            @Nullable Double seconds,
            @Nullable Double gigabytesPerSecond,
            List<String> notes,
            List<Double> sparsities,
            List<Layer> layers,
            List<Skipped> skipped) {}

    /// A layer's weight and what it is for.
    record Named(CanonicalName role, MappedTensor tensor) {}

    @Override
    public String name() {
        return "model magnitudes";
    }

    /// Whether the step would answer without reading a weight.
    ///
    /// @throws WorkbenchException if the checkpoint is missing, malformed or has no layer to prune
    public boolean saved(Parameters parameters) {
        try (Checkpoint checkpoint = Checkpoint.open(parameters.path())) {
            return store(parameters).answers(checkpoint, exact(prunable(checkpoint)));
        }
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        for (double sparsity : parameters.sparsities()) {
            if (!(sparsity >= 0 && sparsity <= 1)) {
                throw WorkbenchException.usage(
                        "magnitudes.sparsity", "--sparsity has " + sparsity, "Give shares from 0 to 1.");
            }
        }
        Path project = parameters.project();
        if (project != null && !Files.isDirectory(project)) {
            throw WorkbenchException.input(
                    "project.missing", project + ": no such folder", "Name a project's folder with --project.");
        }
        try (Checkpoint checkpoint = Checkpoint.open(parameters.path())) {
            ModelKind.of(checkpoint);
            List<Named> all = prunable(checkpoint);
            CountStore.Answer answer = store(parameters).get(checkpoint, exact(all), context);
            List<Layer> layers = new ArrayList<>();
            List<Skipped> skipped = new ArrayList<>();
            for (Named layer : all) {
                context.checkCancelled();
                MagnitudeHistogram histogram =
                        answer.tensors().get(layer.tensor().name());
                if (histogram == null) {
                    skipped.add(skipped(layer));
                } else {
                    layers.add(layer(layer, histogram, parameters.sparsities()));
                }
            }
            Path file = answer.file();
            boolean read = answer.bytesRead() > 0;
            return new Result(
                    "espalier.magnitudes/1",
                    layers.isEmpty() ? "none" : read ? "weights" : "saved",
                    file == null ? null : file.toString(),
                    answer.bytesRead(),
                    read ? answer.seconds() : null,
                    read ? answer.bytesRead() / answer.seconds() / 1e9 : null,
                    answer.notes(),
                    parameters.sparsities(),
                    layers,
                    skipped);
        }
    }

    private static CountStore store(Parameters parameters) {
        return store(parameters.path(), parameters.project());
    }

    /// Where a model's counts are kept.
    static CountStore store(Path path, @Nullable Path project) {
        return CountStore.of(
                path, project == null ? null : Project.open(project).folder());
    }

    /// Tower, projector, decoder; blocks by number; in a block as the file has them.
    static List<Named> prunable(Checkpoint checkpoint) {
        SequencedMap<String, List<Named>> groups = new TreeMap<>();
        for (String name : checkpoint.names()) {
            CanonicalName.of(name)
                    .filter(CanonicalName::prunable)
                    .ifPresent(role -> groups.computeIfAbsent(
                                    "%d %09d".formatted(order(role), role.block()), _ -> new ArrayList<>())
                            .add(new Named(role, checkpoint.tensor(name))));
        }
        if (groups.isEmpty()) {
            throw WorkbenchException.input(
                    "prune.component-missing",
                    checkpoint.folder() + ": no layer that could be pruned",
                    "Name a LLaVA or LLaMA checkpoint.");
        }
        return groups.values().stream().flatMap(List::stream).toList();
    }

    private static int order(CanonicalName role) {
        return switch (role.component()) {
            case VISION_TOWER -> 0;
            case PROJECTOR -> 1;
            case LANGUAGE_MODEL -> 2;
        };
    }

    /// Names of those whose magnitudes can all be counted.
    static List<String> exact(List<Named> layers) {
        return layers.stream()
                .map(Named::tensor)
                .filter(tensor -> tensor.dtype() == DType.BF16 || tensor.dtype() == DType.F16)
                .map(MappedTensor::name)
                .toList();
    }

    private static Skipped skipped(Named layer) {
        String dtype = layer.tensor().dtype().name();
        return new Skipped(
                layer.role().layer(), dtype, "only BF16 and F16 have so few magnitudes that all can be counted");
    }

    private static Layer layer(Named layer, MagnitudeHistogram histogram, List<Double> sparsities) {
        if (histogram.notFinite() > 0) {
            throw WorkbenchException.input(
                    "prune.weight-not-finite",
                    layer.tensor().where() + " has weights that are infinite or no numbers",
                    "The checkpoint is broken: download or train it again.");
        }
        MagnitudeCurve curve = new MagnitudeCurve(histogram);
        return new Layer(
                layer.role().layer(),
                layer.tensor().name(),
                layer.role().component().word(),
                histogram.dtype().name(),
                curve.total(),
                curve.zeros(),
                Math.sqrt(curve.squares()),
                sparsities.stream()
                        .map(sparsity -> {
                            MagnitudeCurve.Cut cut = curve.at(sparsity);
                            return new Cut(sparsity, cut.pruned(), cut.threshold(), cut.share());
                        })
                        .toList());
    }
}
