package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.compress.prune.CalibrationPrompts;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.CutShares;
import org.espalier.compress.prune.MemoryForecast;
import org.espalier.compress.prune.Policy;
import org.espalier.compress.prune.Probe;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.compress.prune.PruneJob;
import org.espalier.compress.prune.StructuredPruner;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;

/// One run of [PruneApplyStep] that cuts heads and neurons.
///
/// @param asked ratio of each layer
record StructureWork(
        PruneApplyStep.Parameters parameters,
        Checkpoint checkpoint,
        List<PrunableLayer> layers,
        SequencedMap<PrunableLayer, Double> asked,
        List<CalibrationSample> samples,
        Path folder,
        TaskContext context) {

    /// @param start when the step began, by [System#nanoTime]
    PruneApplyStep.Result run(PruneJob job, long start) {
        if (!EnumSet.of(Component.LANGUAGE_MODEL).equals(parameters.components())) {
            throw WorkbenchException.usage(
                    "prune.structure.components",
                    "heads and neurons are cut from decoder blocks only",
                    "Leave --components at language_model.");
        }
        Structure structure = parameters.details().structure();
        CutShares shares = shares(structure);
        boolean pictures = samples.stream().anyMatch(sample -> sample.image() != null);
        context.stage("Loading the model");
        CalibrationPrompts prompts;
        MemoryForecast forecast;
        Probe dense;
        try (StreamedModel model = StreamedModel.open(parameters.model(), pictures, Map.of())) {
            prompts = CalibrationPrompts.of(model, samples, context);
            forecast = MemoryForecast.of(checkpoint, layers, Criterion.Needs.SQUARES, prompts.tokens(), pictures);
            context.emit(TaskEvent.log(forecast.line()));
            context.stage("Running the dense model");
            dense = Probe.of(model, prompts.few(), context);
            dense.checkDense(checkpoint);
            dense.warn(context);
        }
        StructuredPruner.Outcome outcome;
        try (StreamedModel model = StreamedModel.open(parameters.model(), pictures, Map.of())) {
            StructuredPruner pruner = new StructuredPruner(checkpoint, layers, context);
            outcome = structure == Structure.LLM_PRUNER
                    ? pruner.writeFirstOrder(model, prompts, shares, folder)
                    : pruner.write(model, prompts, new StructuredPruner.Cut(shares, true), job, folder);
        }
        context.stage("Running the smaller model before it was written");
        Probe memory;
        try (StreamedModel model = StreamedModel.open(folder, pictures, outcome.memory())) {
            memory = Probe.of(model, prompts.few(), context);
        }
        context.stage("Running the smaller model as it was written");
        Probe written;
        try (StreamedModel model = StreamedModel.open(folder, pictures, Map.of())) {
            written = Probe.of(model, prompts.few(), context);
            written.checkWritten(memory);
        }
        PruneApplyStep.Result result = report(outcome, prompts, forecast, dense, written, start);
        SequencedMap<String, Double> got = new LinkedHashMap<>();
        result.layers().forEach(layer -> got.put(layer.name(), layer.got()));
        new Policy(got).write(folder.resolve("policy.json"));
        Json.write(folder.resolve("report.json"), result);
        return result;
    }

    private CutShares shares(Structure structure) {
        if (parameters.policy() != null) {
            if (structure == Structure.FLAP_GLOBAL) {
                throw WorkbenchException.usage(
                        "prune.structure",
                        "--structure flap-global ranks all blocks together and takes no policy",
                        "Use --structure flap with --policy, or leave out --policy.");
            }
            return CutShares.of(asked);
        }
        double ratio = asked.firstEntry().getValue();
        return structure == Structure.FLAP_GLOBAL ? new CutShares.Ranked(ratio) : new CutShares.Even(ratio);
    }

    private PruneApplyStep.Result report(
            StructuredPruner.Outcome outcome,
            CalibrationPrompts prompts,
            MemoryForecast forecast,
            Probe dense,
            Probe written,
            long start) {
        List<PruneApplyStep.Layer> rows = new ArrayList<>();
        long cut = 0;
        long all = 0;
        for (PrunableLayer layer : layers) {
            long kept = outcome.kept().getOrDefault(layer.name(), layer.weights());
            cut += layer.weights() - kept;
            all += layer.weights();
            double share = 1 - (double) kept / layer.weights();
            rows.add(new PruneApplyStep.Layer(
                    layer.name(),
                    asked.getOrDefault(layer, 0.0),
                    share,
                    outcome.changes().getOrDefault(layer.name(), 0.0),
                    null,
                    0,
                    0));
        }
        Map<String, String> labels = new HashMap<>(PruneApplyStep.LABELS);
        labels.put(
                "loads elsewhere",
                outcome.even() ? "yes: a standard checkpoint" : "no: sizes by block are this project's own");
        return new PruneApplyStep.Result(
                "espalier.prune/1",
                (double) cut / all,
                rows,
                (System.nanoTime() - start) / 1e9,
                PeakMemory.bytes(),
                0,
                cut,
                all,
                parameters.details().structure() == Structure.LLM_PRUNER ? "llm-pruner" : "flap",
                parameters.details().structure().word(),
                parameters.ties().word(),
                List.of(Component.LANGUAGE_MODEL.word()),
                new PruneApplyStep.CalibrationReport(samples.size(), prompts.tokens(), prompts.imageShare(), "alike"),
                new PruneApplyStep.Check(dense.loss(), written.loss(), written.change(dense)),
                forecast,
                parameters.seed(),
                Map.copyOf(labels));
    }
}
