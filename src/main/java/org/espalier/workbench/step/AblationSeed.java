package org.espalier.workbench.step;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.llava.LlavaModel;
import org.espalier.search.prune.Candidate;
import org.espalier.search.prune.Evaluator;
import org.espalier.search.prune.ExactPruner;
import org.espalier.search.prune.Loss;
import org.espalier.search.prune.Memo;
import org.espalier.search.prune.Omega;
import org.espalier.search.prune.Part;
import org.espalier.search.prune.PolicySearch;
import org.espalier.search.prune.PolicySpace;
import org.espalier.search.prune.ProjectorTuning;
import org.espalier.search.prune.Projectors;
import org.espalier.search.prune.Ranges;
import org.espalier.search.prune.Sample;
import org.espalier.search.prune.Samples;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.SearchBench;
import org.espalier.search.prune.SearchOptions;
import org.espalier.search.prune.SearchOutcome;
import org.espalier.search.prune.Task;
import org.espalier.search.prune.Unit;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;

/// All methods of the ablation with one seed's samples. Scores are shared between methods: a candidate that two
/// searches
/// try is computed once.
///
/// @param folder remembers scores
record AblationSeed(
        LlavaModel model, PruneAblationStep.Parameters parameters, int seed, Path folder, TaskContext context) {

    private static final int TUNED_FOR = 2;
    private static final int UPDATES = 16;
    private static final int BATCH = 4;
    private static final double FINE_TUNING_RATE = 2e-5 * 4096;
    private static final double ETA = 0.1;

    /// Both ways to prune with their memos.
    private record Benches(SearchBench published, Evaluator publishedScores, SearchBench ours, Evaluator scores) {}

    List<PruneAblationStep.Row> rows(List<List<Sample>> drawn, Samples test) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (SearchBench published = bench(drawn, test, ExactPruner.Method.published());
                SearchBench ours = bench(drawn, test, ExactPruner.Method.corrected())) {
            Benches benches = new Benches(
                    published,
                    new Memo(published.evaluator(), folder.resolve("published.jsonl"), 1),
                    ours,
                    new Memo(ours.evaluator(), folder.resolve("scores.jsonl"), 1));
            List<PruneAblationStep.Row> rows = new ArrayList<>();
            for (double sparsity : parameters.sparsities()) {
                rows(benches, PolicySpace.of(ours.layers(), Unit.HALF, sparsity), rows);
            }
            return rows;
        }
    }

    private SearchBench bench(List<List<Sample>> drawn, Samples test, ExactPruner.Method method) {
        return new SearchBench(
                model, drawn.get(0), drawn.get(1), test, new SearchBench.Setup(true, method, 1, 1), context);
    }

    private void rows(Benches b, PolicySpace space, List<PruneAblationStep.Row> rows) {
        plain(b, space, "magnitude", rows);
        plain(b, space, "wanda", rows);
        ruled(b.published(), b.publishedScores(), space, SearchOptions.Strategy.UNIFORM, "obs uniform", rows);
        ruled(b.published(), b.publishedScores(), space, SearchOptions.Strategy.OWL, "obs owl", rows);
        ruled(b.ours(), b.scores(), space, SearchOptions.Strategy.UNIFORM, "refit uniform", rows);
        searched(b, space, SearchOptions.Strategy.RANDOM, Omega.SPECTRAL, false, "random search", rows);
        searched(b, space, SearchOptions.Strategy.EVOLUTION, Omega.NONE, false, "without omega", rows);
        searched(b, space, SearchOptions.Strategy.EVOLUTION, Omega.SPECTRAL, false, "without projector", rows);
        searched(b, space, SearchOptions.Strategy.EVOLUTION, Omega.SPECTRAL, true, "whole", rows);
    }

    private void plain(Benches b, PolicySpace space, String method, List<PruneAblationStep.Row> rows) {
        double[] ratios = new double[space.genes().size()];
        java.util.Arrays.fill(ratios, space.target());
        Candidate uniform = space.repair(ratios, Ranges.all(ratios.length, 0, 1, 0.05));
        Evaluator one = new Memo(
                (tasks, task) -> tasks.stream()
                        .map(t -> b.ours().plain(t.candidate(), method.equals("wanda"), t.part(), task))
                        .toList(),
                folder.resolve(method + ".jsonl"),
                1);
        add(one, uniform, Projectors.OWN, space, method, rows);
    }

    private void ruled(
            SearchBench bench,
            Evaluator scores,
            PolicySpace space,
            SearchOptions.Strategy strategy,
            String method,
            List<PruneAblationStep.Row> rows) {
        Map<String, double[]> seeds = bench.seeds(space, strategy, seed, context);
        Candidate candidate = space.repair(
                seeds.values().iterator().next(), Ranges.all(space.genes().size(), 0, 1, 0.05));
        add(scores, candidate, Projectors.OWN, space, method, rows);
    }

    private void searched(
            Benches b,
            PolicySpace space,
            SearchOptions.Strategy strategy,
            Omega omega,
            boolean projector,
            String method,
            List<PruneAblationStep.Row> rows) {
        int width = model.config().text().hidden();
        SearchOptions options = new SearchOptions(
                strategy,
                parameters.population(),
                parameters.generations(),
                Math.max(2, parameters.population() / 3),
                2,
                1,
                0.15,
                0,
                Loss.ANSWERS,
                omega,
                ETA,
                projector ? 2 : 0,
                TUNED_FOR,
                new ProjectorTuning(UPDATES, FINE_TUNING_RATE / width),
                true,
                seed);
        String prefix = "s" + Math.round(1000 * space.target()) + "-";
        var evolution = projector ? b.ours().evolution(BATCH, folder, prefix, context) : null;
        Ranges ranges = Ranges.all(
                space.genes().size(), Math.max(0, space.target() - 0.3), Math.min(0.97, space.target() + 0.3), 0.05);
        SearchOutcome outcome = new PolicySearch(space, ranges, options, b.scores(), evolution)
                .run(b.ours().seeds(space, strategy, seed, context), context);
        add(b.scores(), outcome.winner(), outcome.projector(), space, method, rows);
    }

    private void add(
            Evaluator scores,
            Candidate candidate,
            String projector,
            PolicySpace space,
            String method,
            List<PruneAblationStep.Row> rows) {
        context.stage("Seed " + seed + ", " + Math.round(100 * space.target()) + " %: " + method);
        List<Score> three = scores.evaluate(
                List.of(
                        new Task(candidate, Part.FITTED, projector, true),
                        new Task(candidate, Part.HELD_OUT, projector, true),
                        new Task(candidate, Part.TEST, projector, true)),
                context);
        PruneAblationStep.Row row = new PruneAblationStep.Row(
                method,
                Math.round(1000 * space.target()) / 1000.0,
                seed,
                100 * three.get(2).right(),
                three.get(0).answers(),
                three.get(1).answers());
        rows.add(row);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", method);
        fields.put("sparsity", row.sparsity());
        fields.put("seed", seed);
        fields.put("accuracy", row.accuracy());
        fields.put("proxyLoss", row.proxyLoss());
        fields.put("heldOutLoss", row.heldOutLoss());
        context.emit(new TaskEvent("row", fields));
    }
}
