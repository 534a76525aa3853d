package org.espalier.ui.prune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Modalities;
import org.espalier.compress.prune.Ratios;
import org.espalier.compress.prune.TieRule;
import org.espalier.format.Json;
import org.espalier.model.Component;
import org.espalier.model.eval.BenchmarkName;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.ModelEvaluateStep;
import org.espalier.workbench.step.PruneApplyStep;
import org.jspecify.annotations.Nullable;

/// Prune, then measure before and after: three steps, each a run of its own; a model already measured is not
/// measured again.
///
/// @param model the dense checkpoint
/// @param folder where pruned checkpoints go
/// @param rule how the share is spread over the layers where no policy says it
/// @param sequential whether layers of a block see what is pruned before them in it
/// @param policy canonical layer name -> ratio, where it is not the same for all; else empty
/// @param store where runs are recorded
/// @param data of the benchmark; null leaves accuracy unmeasured
/// @param questions to ask; 0 for all
record PruneJob(
        Path model,
        Path folder,
        RunStore store,
        String criterion,
        Cut cut,
        Ratios rule,
        boolean sequential,
        double sparsity,
        Map<String, Double> policy,
        int samples,
        long seed,
        Set<Component> components,
        @Nullable Path calibration,
        @Nullable Path images,
        @Nullable Path data,
        int questions) {

    /// Does the work; `changed` is called after each run.
    Path run(TaskContext context, Runnable changed) {
        PruneHistory history = PruneHistory.read(store);
        if (data != null && unmeasured(history, model)) {
            evaluate(model, context);
            changed.run();
        }
        Path out = free();
        prune(out, context);
        changed.run();
        if (data != null) {
            evaluate(out, context);
            changed.run();
        }
        return out;
    }

    private boolean unmeasured(PruneHistory history, Path path) {
        PruneHistory.Measured known = history.of(path);
        return known == null || (questions > 0 && known.questions() < questions);
    }

    /// A folder that does not exist yet: "wanda-50", "wanda-50-2".
    private Path free() {
        String name = how()
                + (rule == Ratios.UNIFORM ? "" : "-" + rule.word())
                + (policy.isEmpty() ? "-" : "-edited-")
                + (cut.pattern().grouped() ? cut.pattern().word().replace(":", "of") : percent());
        Path candidate = folder.resolve(name);
        for (int i = 2; Files.exists(candidate); i++) {
            candidate = folder.resolve(name + "-" + i);
        }
        return candidate;
    }

    /// What decides what goes: "wanda", "flap".
    String how() {
        return cut.structured() ? cut.structure().word() : criterion;
    }

    private String percent() {
        return String.format(Locale.ROOT, "%.4g", sparsity * 100).replaceAll("\\.?0+$", "");
    }

    private void prune(Path out, TaskContext context) {
        boolean grouped = cut.pattern().grouped();
        Path file = policy.isEmpty() ? null : writePolicy(out);
        var parameters = new PruneApplyStep.Parameters(
                model,
                out,
                false,
                Criterion.parse(criterion),
                cut.pattern(),
                TieRule.EXACT,
                grouped || file != null ? null : sparsity,
                file,
                calibration,
                images,
                samples,
                components,
                seed,
                new PruneApplyStep.Details(Modalities.ALIKE, rule, cut.structure(), sequential && !cut.structured()));
        store.start("prune apply", parameters, command(out, grouped, file), List.of(model), context)
                .record(recording -> new PruneApplyStep().run(parameters, recording));
    }

    /// The edited policy, kept beside the checkpoint it asks for: the run names it.
    private Path writePolicy(Path out) {
        Path file = folder.resolve("policies").resolve(out.getFileName() + ".json");
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "window.policy", file + ": cannot be written: " + e.getMessage(), "Check the folder's rights.", e);
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("schema", "espalier.policy/1");
        content.put("layers", policy);
        Json.write(file, content);
        return file;
    }

    private List<String> command(Path out, boolean grouped, @Nullable Path file) {
        List<String> command = new ArrayList<>(List.of("prune", "apply", model.toString(), "--out", out.toString()));
        if (cut.structured()) {
            command.addAll(List.of("--structure", cut.structure().word()));
        } else {
            command.addAll(
                    List.of("--criterion", criterion, "--pattern", cut.pattern().word()));
            if (sequential) {
                command.add("--true-sequential");
            }
        }
        if (file != null) {
            command.addAll(List.of("--policy", file.toString()));
        } else if (!grouped) {
            command.addAll(List.of("--sparsity", Double.toString(sparsity)));
        }
        if (rule != Ratios.UNIFORM) {
            command.addAll(List.of("--ratios", rule.word()));
        }
        if (calibration != null) {
            command.addAll(List.of("--calibration", calibration.toString()));
        }
        if (images != null) {
            command.addAll(List.of("--images", images.toString()));
        }
        String parts = components.stream().map(Component::word).sorted().collect(Collectors.joining(","));
        command.addAll(List.of("--samples", Integer.toString(samples), "--components", parts));
        command.addAll(List.of("--seed", Long.toString(seed)));
        return command;
    }

    private void evaluate(Path which, TaskContext context) {
        Path where = java.util.Objects.requireNonNull(data);
        var parameters = ModelEvaluateStep.Parameters.of(which, BenchmarkName.EASY_VQA, where, questions);
        List<String> command = new ArrayList<>(List.of("model", "evaluate", which.toString()));
        command.addAll(List.of("--benchmark", "easy-vqa", "--data", where.toString()));
        if (questions > 0) {
            command.addAll(List.of("--samples", Integer.toString(questions)));
        }
        store.start("model evaluate", parameters, command, List.of(which), context)
                .record(recording -> new ModelEvaluateStep().run(parameters, recording));
    }
}
