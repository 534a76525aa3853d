package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MagnitudeDistribution;
import org.espalier.tensor.MagnitudeHistogram;
import org.espalier.workbench.magnitude.CountStore;
import org.jspecify.annotations.Nullable;

/// Which share of a tensor's or a model's weights a magnitude threshold prunes, and back, from the counts that
/// `model magnitudes` keeps: with them no weight is read.
public final class ModelThresholdsStep implements Step<ModelThresholdsStep.Parameters, ModelThresholdsStep.Result> {

    /// What is asked.
    ///
    /// @param path a folder, a safetensors file or an index
    /// @param tensor a weight's name in the file; null for every weight that pruning may take
    /// @param project the project that keeps the counts; null for the one the model lies in, else the user's cache
    /// @param count whether to count where no kept counts answer: that reads every weight
    public record Parameters(
            Path path, @Nullable String tensor, @Nullable Path project, boolean count) {}

    /// The answer.
    ///
    /// @param known what is known of it
    /// @param tensors how many tensors the distribution is of
    /// @param distribution of their magnitudes; null unless `known` is [Known#COUNTED]
    public record Result(Known known, int tensors, @Nullable MagnitudeDistribution distribution) {}

    /// What is known of magnitudes.
    public enum Known {
        /// All of them.
        COUNTED,
        /// Nothing yet: they have not been counted, or the weights have changed since.
        NOT_COUNTED,
        /// Pruning leaves this tensor alone.
        NOT_PRUNED,
        /// Its type has too many magnitudes to count all of them.
        TOO_WIDE,
    }

    @Override
    public String name() {
        return "model thresholds";
    }

    /// Answers.
    ///
    /// @throws WorkbenchException if the checkpoint is missing, malformed or has no layer to prune
    @Override
    public Result run(Parameters parameters, TaskContext context) {
        String tensor = parameters.tensor();
        try (Checkpoint checkpoint = Checkpoint.open(parameters.path())) {
            List<ModelMagnitudesStep.Named> layers = ModelMagnitudesStep.prunable(checkpoint);
            List<String> exact = ModelMagnitudesStep.exact(layers);
            if (tensor != null
                    && layers.stream().noneMatch(layer -> layer.tensor().name().equals(tensor))) {
                return new Result(Known.NOT_PRUNED, 0, null);
            }
            if (exact.isEmpty() || (tensor != null && !exact.contains(tensor))) {
                return new Result(Known.TOO_WIDE, 0, null);
            }
            CountStore store = ModelMagnitudesStep.store(parameters.path(), parameters.project());
            if (!parameters.count() && !store.answers(checkpoint, exact)) {
                return new Result(Known.NOT_COUNTED, 0, null);
            }
            SequencedMap<String, MagnitudeHistogram> all =
                    store.get(checkpoint, exact, context).tensors();
            context.checkCancelled();
            MagnitudeHistogram one = tensor == null ? null : all.get(tensor);
            Collection<MagnitudeHistogram> asked = one == null ? all.values() : List.of(one);
            return new Result(Known.COUNTED, asked.size(), new MagnitudeDistribution(asked));
        }
    }
}
