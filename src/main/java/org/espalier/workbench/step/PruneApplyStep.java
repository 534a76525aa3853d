package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.espalier.compress.prune.CalibrationFile;
import org.espalier.compress.prune.CalibrationPrompts;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.compress.prune.CheckpointPruner;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Method;
import org.espalier.compress.prune.Modalities;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.Policy;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.compress.prune.PrunedCheck;
import org.espalier.compress.prune.PrunedLayer;
import org.espalier.compress.prune.TieRule;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.Component;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `prune apply`: a checkpoint pruned by a policy, as a checkpoint in its own layout and types, with
/// `policy.json` and `report.json` beside it. It is opened again and run before it counts as written.
public final class PruneApplyStep implements Step<PruneApplyStep.Parameters, PruneApplyStep.Result> {

    private static final int PROBE = 4;

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
    public record Details(Modalities modalities) {

        /// As published.
        public static final Details USUAL = new Details(Modalities.ALIKE);
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
            int deadInputs) {}

    /// What calibration saw.
    ///
    /// @param imageShare the share of tokens that stand for pictures
    /// @param modalityWeight how much tokens counted by what they are
    public record CalibrationReport(int samples, long tokens, double imageShare, String modalityWeight) {}

    /// What was done.
    ///
    /// @param sparsity zeros over weights of the linear layers in the chosen components
    /// @param zeros those zeros
    /// @param weights those weights
    /// @param seconds wall time, checking included
    /// @param peakBytes the most memory the process held
    /// @param labels where each number comes from
    public record Result(
            String schema,
            double sparsity,
            List<Layer> layers,
            double seconds,
            long peakBytes,
            long zeros,
            long weights,
            String criterion,
            String pattern,
            String ties,
            List<String> components,
            @Nullable CalibrationReport calibration,
            long seed,
            Map<String, String> labels) {}

    @Override
    public String name() {
        return "prune apply";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        long start = System.nanoTime();
        Policy policy = policy(parameters);
        boolean calibrated = parameters.criterion().needs() != Criterion.Needs.NOTHING;
        List<CalibrationSample> samples = calibrated ? samples(parameters) : List.of();
        Method method = new Method(parameters.criterion(), parameters.pattern(), parameters.ties());
        try (Checkpoint checkpoint = Checkpoint.open(parameters.model());
                OutputFolder out = OutputFolder.create(parameters.out(), parameters.force())) {
            List<PrunableLayer> layers = PrunableLayer.of(checkpoint, parameters.components());
            SequencedMap<PrunableLayer, Double> ratios = ratios(policy, layers);
            Work work = new Work(parameters, layers, ratios, out.path(), context);
            try (CheckpointPruner pruner = new CheckpointPruner(method, ratios, out.path(), context)) {
                List<PrunedLayer> pruned = calibrated ? work.calibrated(pruner, samples) : pruner.prune();
                work.write(checkpoint, pruned);
            }
            Result result = work.report(start);
            Json.write(out.path().resolve("report.json"), result);
            context.checkCancelled();
            out.commit();
            return result;
        }
    }

    private static Policy policy(Parameters parameters) {
        Path file = parameters.policy();
        Double sparsity = parameters.sparsity();
        if (file != null && sparsity != null) {
            throw WorkbenchException.usage(
                    "prune.sparsity", "--sparsity and --policy were both given", "Give one of them.");
        }
        if (file != null) {
            return Policy.read(file);
        }
        boolean grouped = parameters.pattern().grouped();
        return Policy.uniform(
                sparsity != null ? sparsity : grouped ? parameters.pattern().ratio() : 0.5);
    }

    private static List<CalibrationSample> samples(Parameters parameters) {
        Path file = parameters.calibration();
        if (file == null) {
            throw WorkbenchException.usage(
                    "prune.calibration.needed",
                    "criterion '" + parameters.criterion().word() + "' needs a calibration file",
                    "Add --calibration F.jsonl --images DIR, lines like " + CalibrationFile.FORMAT
                            + "; assets/data/easy-vqa/calibration.jsonl is one. Or use --criterion magnitude.");
        }
        if (parameters.samples() < 1) {
            throw WorkbenchException.usage(
                    "prune.samples", "--samples is " + parameters.samples(), "Give a number from 1 on.");
        }
        Path images = parameters.images();
        Path beside = file.toAbsolutePath().getParent();
        Path folder = images != null ? images : beside != null ? beside : file.toAbsolutePath();
        return CalibrationFile.read(file, folder, parameters.samples(), parameters.seed());
    }

    private static SequencedMap<PrunableLayer, Double> ratios(Policy policy, List<PrunableLayer> layers) {
        SequencedMap<String, Double> byName =
                policy.resolve(layers.stream().map(PrunableLayer::name).toList());
        SequencedMap<PrunableLayer, Double> ratios = new LinkedHashMap<>();
        layers.forEach(layer -> ratios.put(layer, byName.getOrDefault(layer.name(), 0.0)));
        return ratios;
    }

    /// One run of the step.
    private static final class Work {

        private final Parameters parameters;
        private final List<PrunableLayer> layers;
        private final SequencedMap<PrunableLayer, Double> ratios;
        private final Path folder;
        private final TaskContext context;
        private final Map<String, PrunedLayer> pruned = new LinkedHashMap<>();
        private SequencedMap<String, Long> zeros = new LinkedHashMap<>();
        private Prompt probe;
        private @Nullable CalibrationReport calibration;

        Work(
                Parameters parameters,
                List<PrunableLayer> layers,
                SequencedMap<PrunableLayer, Double> ratios,
                Path folder,
                TaskContext context) {
            this.parameters = parameters;
            this.layers = layers;
            this.ratios = ratios;
            this.folder = folder;
            this.context = context;
            this.probe = new Prompt(java.util.stream.IntStream.range(0, PROBE).toArray(), List.of());
        }

        List<PrunedLayer> calibrated(CheckpointPruner pruner, List<CalibrationSample> samples) {
            context.stage("Loading the model");
            boolean pictures = samples.stream().anyMatch(sample -> sample.image() != null);
            try (StreamedModel model =
                    pictures ? StreamedModel.open(parameters.model()) : StreamedModel.openText(parameters.model())) {
                CalibrationPrompts prompts = CalibrationPrompts.of(model, samples, context);
                calibration = new CalibrationReport(
                        samples.size(),
                        prompts.tokens(),
                        prompts.imageShare(),
                        parameters.details().modalities().words());
                probe = prompts.prompts().getFirst();
                return pruner.prune(
                        model,
                        prompts.prompts(),
                        prompts.weights(parameters.details().modalities()));
            }
        }

        void write(Checkpoint checkpoint, List<PrunedLayer> done) {
            context.stage("Writing the pruned checkpoint");
            Map<String, TensorData> replaced = new LinkedHashMap<>();
            for (PrunedLayer layer : done) {
                pruned.put(layer.layer().name(), layer);
                replaced.put(layer.layer().tensor().name(), layer.data());
            }
            checkpoint.copyTo(folder, replaced);
            SequencedMap<String, Double> resolved = new LinkedHashMap<>();
            ratios.forEach((layer, ratio) -> resolved.put(layer.name(), ratio));
            new Policy(resolved).write(folder.resolve("policy.json"));
            zeros = PrunedCheck.zeros(folder, layers, done, context);
            PrunedCheck.logits(folder, !probe.pictures().isEmpty(), probe, context);
        }

        Result report(long start) {
            List<Layer> rows = new ArrayList<>();
            long allZeros = 0;
            long allWeights = 0;
            for (PrunableLayer layer : layers) {
                long zero = zeros.getOrDefault(layer.tensor().name(), 0L);
                allZeros += zero;
                allWeights += layer.weights();
                rows.add(row(layer, (double) zero / layer.weights(), pruned.get(layer.name())));
            }
            String measured = Label.MEASURED.word();
            return new Result(
                    "espalier.prune/1",
                    (double) allZeros / allWeights,
                    rows,
                    (System.nanoTime() - start) / 1e9,
                    PeakMemory.bytes(),
                    allZeros,
                    allWeights,
                    parameters.criterion().word(),
                    parameters.pattern().word(),
                    parameters.ties().word(),
                    parameters.components().stream()
                            .map(Component::word)
                            .sorted()
                            .toList(),
                    calibration,
                    parameters.seed(),
                    Map.of("sparsity", measured, "error", measured, "seconds", measured, "peakBytes", measured));
        }

        private Layer row(PrunableLayer layer, double got, @Nullable PrunedLayer done) {
            if (done == null) {
                return new Layer(layer.name(), 0, got, 0, null, 0, 0);
            }
            return new Layer(
                    layer.name(),
                    done.asked(),
                    got,
                    done.change(),
                    done.outputError().isPresent() ? done.outputError().getAsDouble() : null,
                    done.damping(),
                    done.deadInputs());
        }
    }
}
