package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.espalier.compress.prune.CalibrationPrompts;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.compress.prune.CheckpointPruner;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.MemoryForecast;
import org.espalier.compress.prune.Method;
import org.espalier.compress.prune.Policy;
import org.espalier.compress.prune.Probe;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.compress.prune.PruneJob;
import org.espalier.compress.prune.PrunedCheck;
import org.espalier.compress.prune.PrunedLayer;
import org.espalier.compress.prune.RatioFinder;
import org.espalier.compress.prune.Ratios;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.Component;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.jspecify.annotations.Nullable;

/// One run of [PruneApplyStep]: the dense model speaks, layers are pruned, the result is written, opened again and
/// heard.
final class PruneWork {

    private static final int PROBE = 4;

    private final PruneApplyStep.Parameters parameters;
    private final Method method;
    private final Checkpoint checkpoint;
    private final List<PrunableLayer> layers;
    private SequencedMap<PrunableLayer, Double> ratios;
    private final List<CalibrationSample> samples;
    private final Path folder;
    private final TaskContext context;

    PruneWork(
            PruneApplyStep.Parameters parameters,
            Method method,
            Checkpoint checkpoint,
            List<PrunableLayer> layers,
            SequencedMap<PrunableLayer, Double> ratios,
            List<CalibrationSample> samples,
            Path folder,
            TaskContext context) {
        this.parameters = parameters;
        this.method = method;
        this.checkpoint = checkpoint;
        this.layers = layers;
        this.ratios = ratios;
        this.samples = samples;
        this.folder = folder;
        this.context = context;
    }

    /// @param start when the step began, by [System#nanoTime]
    PruneApplyStep.Result run(PruneJob job, long start) {
        context.stage("Loading the model");
        boolean pictures = samples.stream().anyMatch(sample -> sample.image() != null);
        CalibrationPrompts prompts;
        MemoryForecast forecast;
        Probe dense;
        try (StreamedModel model = open(parameters.model(), pictures, Map.of())) {
            prompts = samples.isEmpty() ? withoutSamples() : CalibrationPrompts.of(model, samples, context);
            forecast =
                    MemoryForecast.of(checkpoint, layers, parameters.criterion().needs(), prompts.tokens(), pictures);
            context.emit(TaskEvent.log(forecast.line()));
            context.stage("Running the dense model");
            dense = Probe.of(model, prompts.few(), context);
            dense.checkDense(checkpoint);
            dense.warn(context);
        }
        if (parameters.details().ratios() != Ratios.UNIFORM) {
            findRatios(job, prompts, pictures);
        }
        List<PrunedLayer> done = prune(job, prompts, pictures);
        write(done);
        SequencedMap<String, Long> zeros = PrunedCheck.zeros(folder, layers, done, context);
        Probe written = heard(done, prompts, pictures);
        PruneApplyStep.Result result = report(done, zeros, prompts, forecast, check(dense, written), start);
        Json.write(folder.resolve("report.json"), result);
        return result;
    }

    private static StreamedModel open(Path folder, boolean pictures, Map<String, Supplier<float[]>> replaced) {
        return StreamedModel.open(folder, pictures, replaced);
    }

    /// What a model is asked that is pruned without calibration.
    private static CalibrationPrompts withoutSamples() {
        Prompt prompt = new Prompt(IntStream.range(0, PROBE).toArray(), List.of());
        return CalibrationPrompts.of(List.of(prompt), new int[] {PROBE}, -1);
    }

    /// Shares out the sparsity, once for a job however often it is interrupted.
    private void findRatios(PruneJob job, CalibrationPrompts prompts, boolean pictures) {
        if (!Files.exists(job.policy())) {
            try (StreamedModel model = open(parameters.model(), pictures, Map.of())) {
                Double sparsity = parameters.sparsity();
                new RatioFinder(model, layers, prompts, context)
                        .find(parameters.details().ratios(), sparsity == null ? 0.5 : sparsity, parameters.seed())
                        .write(job.policy());
            }
        }
        ratios = PruneApplyStep.ratios(Policy.read(job.policy()), layers);
    }

    private List<PrunedLayer> prune(PruneJob job, CalibrationPrompts prompts, boolean pictures) {
        CheckpointPruner pruner = new CheckpointPruner(method, ratios, job, context);
        if (parameters.criterion().needs() == Criterion.Needs.NOTHING) {
            return pruner.prune();
        }
        try (StreamedModel model = open(parameters.model(), pictures, Map.of())) {
            return pruner.prune(
                    model,
                    prompts.prompts(),
                    prompts.weights(parameters.details().modalities()),
                    parameters.details().sequential());
        }
    }

    private void write(List<PrunedLayer> done) {
        context.stage("Writing the pruned checkpoint");
        Map<String, TensorData> replaced = new LinkedHashMap<>();
        for (PrunedLayer layer : done) {
            replaced.put(layer.layer().tensor().name(), layer.data());
        }
        checkpoint.copyTo(folder, replaced);
        SequencedMap<String, Double> resolved = new LinkedHashMap<>();
        ratios.forEach((layer, ratio) -> resolved.put(layer.name(), ratio));
        new Policy(resolved).write(folder.resolve("policy.json"));
    }

    /// The written model, once it has said what the one in memory says.
    private Probe heard(List<PrunedLayer> done, CalibrationPrompts prompts, boolean pictures) {
        Map<String, Supplier<float[]>> replaced = new LinkedHashMap<>();
        for (PrunedLayer layer : done) {
            replaced.put(layer.layer().tensor().name(), () -> layer.data().values());
        }
        context.stage("Running the pruned model before it was written");
        Probe memory;
        try (StreamedModel model = open(parameters.model(), pictures, replaced)) {
            memory = Probe.of(model, prompts.few(), context);
        }
        context.stage("Running the pruned model as it was written");
        try (StreamedModel model = open(folder, pictures, Map.of())) {
            Probe written = Probe.of(model, prompts.few(), context);
            written.checkWritten(memory);
            return written;
        }
    }

    private static PruneApplyStep.Check check(Probe dense, Probe written) {
        return new PruneApplyStep.Check(dense.loss(), written.loss(), written.change(dense));
    }

    private PruneApplyStep.Result report(
            List<PrunedLayer> done,
            Map<String, Long> zeros,
            CalibrationPrompts prompts,
            MemoryForecast forecast,
            PruneApplyStep.Check check,
            long start) {
        Map<String, PrunedLayer> pruned = new LinkedHashMap<>();
        done.forEach(layer -> pruned.put(layer.layer().name(), layer));
        List<PruneApplyStep.Layer> rows = new ArrayList<>();
        long allZeros = 0;
        long allWeights = 0;
        for (PrunableLayer layer : layers) {
            long zero = zeros.getOrDefault(layer.tensor().name(), 0L);
            allZeros += zero;
            allWeights += layer.weights();
            rows.add(row(layer, (double) zero / layer.weights(), pruned.get(layer.name())));
        }
        return new PruneApplyStep.Result(
                "espalier.prune/1",
                (double) allZeros / allWeights,
                rows,
                (System.nanoTime() - start) / 1e9,
                PeakMemory.bytes(),
                allZeros,
                0,
                allWeights,
                parameters.criterion().word(),
                parameters.pattern().word(),
                parameters.ties().word(),
                parameters.components().stream().map(Component::word).sorted().toList(),
                samples.isEmpty() ? null : calibration(prompts),
                check,
                forecast,
                parameters.seed(),
                PruneApplyStep.LABELS);
    }

    private PruneApplyStep.CalibrationReport calibration(CalibrationPrompts prompts) {
        return new PruneApplyStep.CalibrationReport(
                samples.size(),
                prompts.tokens(),
                prompts.imageShare(),
                parameters.details().modalities().words());
    }

    private static PruneApplyStep.Layer row(PrunableLayer layer, double got, @Nullable PrunedLayer done) {
        if (done == null) {
            return new PruneApplyStep.Layer(layer.name(), 0, got, 0, null, 0, 0);
        }
        return new PruneApplyStep.Layer(
                layer.name(),
                done.asked(),
                got,
                done.change(),
                done.outputError().isPresent() ? done.outputError().getAsDouble() : null,
                done.damping(),
                done.deadInputs());
    }
}
