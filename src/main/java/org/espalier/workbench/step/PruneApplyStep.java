package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.MemoryForecast;
import org.espalier.compress.prune.Method;
import org.espalier.compress.prune.Modalities;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.Policy;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.compress.prune.PruneJob;
import org.espalier.compress.prune.Ratios;
import org.espalier.compress.prune.TieRule;
import org.espalier.format.OutputFolder;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Fingerprint;
import org.espalier.workbench.run.Varying;
import org.jspecify.annotations.Nullable;

/// `prune apply`: a checkpoint pruned by a policy, as a checkpoint in its own layout and types, with
/// `policy.json` and `report.json` beside it. It is opened again and run before it counts as written.
public final class PruneApplyStep implements Step<PruneApplyStep.Parameters, PruneApplyStep.Result> {

    /// What to prune and how.
    ///
    /// @param model the checkpoint's folder
    /// @param out where the pruned one goes
    /// @param force whether to replace what is there
    /// @param sparsity the same ratio everywhere; null with a policy, or for the pattern's own
    /// @param policy a policy file, or null
    /// @param calibration a calibration file; null for a criterion that needs none
    /// @param images the folder of its pictures; null for the file's own folder
    /// @param samples how many of its lines to use
    /// @param components which parts of the model to prune
    /// @param seed which lines to draw where there are more than `samples`; 0 takes the first
    public record Parameters(
            Path model,
            Path out,
            boolean force,
            Criterion criterion,
            Pattern pattern,
            TieRule ties,
            @Nullable Double sparsity,
            @Nullable Path policy,
            @Nullable Path calibration,
            @Nullable Path images,
            int samples,
            Set<Component> components,
            long seed,
            Details details) {

        /// With the usual details.
        public Parameters(
                Path model,
                Path out,
                boolean force,
                Criterion criterion,
                Pattern pattern,
                TieRule ties,
                @Nullable Double sparsity,
                @Nullable Path policy,
                @Nullable Path calibration,
                @Nullable Path images,
                int samples,
                Set<Component> components,
                long seed) {
            this(
                    model,
                    out,
                    force,
                    criterion,
                    pattern,
                    ties,
                    sparsity,
                    policy,
                    calibration,
                    images,
                    samples,
                    components,
                    seed,
                    Details.USUAL);
        }
    }

    /// What is seldom changed.
    ///
    /// @param modalities how much tokens count by what they are
    /// @param ratios how the sparsity is shared out among layers
    /// @param structure whether heads and neurons are cut instead of single weights
    /// @param sequential whether layers see what is pruned before them in their own block too
    public record Details(Modalities modalities, Ratios ratios, Structure structure, boolean sequential) {

        /// Single weights.
        public Details(Modalities modalities, Ratios ratios) {
            this(modalities, ratios, Structure.NONE, false);
        }

        /// As published.
        public static final Details USUAL = new Details(Modalities.ALIKE, Ratios.UNIFORM);
    }

    /// One layer.
    ///
    /// @param name its canonical name
    /// @param asked the ratio asked for
    /// @param got the share of zeros in the written file
    /// @param error Frobenius norm of the weights' change over that of the dense weights
    /// @param outputError squared change of its outputs on the calibration inputs over their squared size; null
    ///     where the criterion does not record what it takes
    /// @param damping share of the mean squared input added before inverting; 0 where nothing was inverted
    /// @param deadInputs inputs that no calibration token reached
    public record Layer(
            String name,
            double asked,
            double got,
            double error,
            @Nullable Double outputError,
            double damping,
            int deadInputs) {

        /// Keeps six digits of what was measured.
        public Layer {
            error = SixDigits.of(error);
            outputError = SixDigits.orNull(outputError);
        }
    }

    /// What calibration saw.
    ///
    /// @param imageShare the share of tokens that stand for pictures
    /// @param modalityWeight how much tokens counted by what they are
    public record CalibrationReport(int samples, long tokens, double imageShare, String modalityWeight) {}

    /// What was done.
    ///
    /// @param sparsity what is zero or cut out, over the weights of the linear layers in the chosen components
    /// @param zeros weights that stayed as zeros
    /// @param cut weights that went with their heads and neurons: no zeros are left of them
    /// @param weights those weights
    /// @param seconds wall time, checking included
    /// @param peakBytes the most memory the process held
    /// @param check what the dense and the written model say to a few prompts
    /// @param predicted the memory that was expected before the start
    /// @param labels where each number comes from
    public record Result(
            String schema,
            double sparsity,
            List<Layer> layers,
            @Varying double seconds,
            @Varying long peakBytes,
            long zeros,
            long cut,
            long weights,
            String criterion,
            String pattern,
            String ties,
            List<String> components,
            @Nullable CalibrationReport calibration,
            Check check,
            MemoryForecast predicted,
            long seed,
            Map<String, String> labels) {}

    /// What the dense and the written model say to a few prompts.
    ///
    /// @param denseLoss mean cross-entropy of the answers' tokens in nats; null without answers
    /// @param prunedLoss the same of the written model
    /// @param logitChange size of the difference of their last logits over that of the dense ones
    public record Check(
            @Nullable Double denseLoss, @Nullable Double prunedLoss, double logitChange) {

        /// Keeps six digits of what was measured.
        public Check {
            denseLoss = SixDigits.orNull(denseLoss);
            prunedLoss = SixDigits.orNull(prunedLoss);
            logitChange = SixDigits.of(logitChange);
        }
    }

    /// Where a result's figures come from.
    static final Map<String, String> LABELS = Map.of(
            "sparsity", Label.MEASURED.word(),
            "error", Label.MEASURED.word(),
            "seconds", Label.MEASURED.word(),
            "peakBytes", Label.MEASURED.word(),
            "predicted", Label.ESTIMATED.word());

    @Override
    public String name() {
        return "prune apply";
    }

    /// What a job's result depends on: a job that was interrupted goes on only for the same.
    private record Request(Parameters parameters, String criterion, Map<String, String> files) {}

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        long start = System.nanoTime();
        Policy policy = PruneInputs.policy(parameters);
        List<CalibrationSample> samples = PruneInputs.samples(parameters);
        Request request = request(parameters, samples);
        boolean structured = parameters.details().structure() != Structure.NONE;
        Method method = new Method(parameters.criterion(), parameters.pattern(), parameters.ties());
        try (Checkpoint checkpoint = Checkpoint.open(parameters.model())) {
            List<PrunableLayer> layers = PrunableLayer.of(checkpoint, parameters.components());
            SequencedMap<PrunableLayer, Double> ratios = ratios(policy, layers);
            ratios.forEach(method::check);
            try (OutputFolder out = OutputFolder.resumable(parameters.out(), parameters.force(), reads(parameters));
                    PruneJob job = PruneJob.open(out.path().resolve(".job"), request)) {
                try {
                    if (job.worthKeeping()) {
                        context.emit(TaskEvent.log("Going on with an interrupted job"));
                    }
                    Result result = structured
                            ? new StructureWork(parameters, checkpoint, layers, ratios, samples, out.path(), context)
                                    .run(job, start)
                            : new PruneWork(
                                            parameters,
                                            method,
                                            checkpoint,
                                            layers,
                                            ratios,
                                            samples,
                                            out.path(),
                                            context)
                                    .run(job, start);
                    context.checkCancelled();
                    if (!request(parameters, samples).equals(request)) {
                        throw WorkbenchException.input(
                                "run.input.changed",
                                parameters.model() + " or the calibration was changed by another program meanwhile",
                                "Let no other program write to them and prune again.");
                    }
                    job.discard();
                    context.staged(out.path(), parameters.out(), result);
                    out.commit();
                    return result;
                } finally {
                    if (!job.worthKeeping()) {
                        out.giveUp();
                    }
                }
            }
        }
    }

    private static List<Path> reads(Parameters p) {
        return ReadPlaces.of(p.model(), p.policy(), p.calibration(), p.images());
    }

    private static Request request(Parameters p, List<CalibrationSample> samples) {
        List<Path> inputs = new ArrayList<>(List.of(p.model()));
        Path policy = p.policy();
        if (policy != null) {
            inputs.add(policy);
        }
        Path calibration = p.calibration();
        if (calibration != null) {
            inputs.add(calibration);
        }
        samples.stream().map(CalibrationSample::image).filter(Objects::nonNull).forEach(inputs::add);
        return new Request(p, p.criterion().word(), Fingerprint.of(inputs));
    }

    static SequencedMap<PrunableLayer, Double> ratios(Policy policy, List<PrunableLayer> layers) {
        SequencedMap<String, Double> byName =
                policy.resolve(layers.stream().map(PrunableLayer::name).toList());
        SequencedMap<PrunableLayer, Double> ratios = new LinkedHashMap<>();
        layers.forEach(layer -> ratios.put(layer, byName.getOrDefault(layer.name(), 0.0)));
        return ratios;
    }
}
