package org.espalier.workbench.step;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.model.llava.LlavaModel;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.search.evaluate.LocalEvaluator;
import org.espalier.search.evaluate.Memo;
import org.espalier.search.evaluate.Scorer;
import org.espalier.search.prune.Candidate;
import org.espalier.search.prune.Loss;
import org.espalier.search.prune.Omega;
import org.espalier.search.prune.Part;
import org.espalier.search.prune.PolicySearch;
import org.espalier.search.prune.PolicySpace;
import org.espalier.search.prune.ProjectorAim;
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
import org.espalier.search.prune.TaskLines;
import org.espalier.search.prune.Unit;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;

/// Methods of the ablation at one sparsity with one seed's samples. Scores are shared between methods: a candidate
/// that two searches try is computed once.
///
/// @param drawn samples to prune by, and as many held out
/// @param folder remembers scores
record PruneAblationSeed(
        LlavaModel model,
        PruneAblationStep.Parameters parameters,
        int seed,
        List<List<Sample>> drawn,
        Samples test,
        Path folder,
        TaskContext context) {

    private static final int TUNED_FOR = 2;
    private static final int PROPOSALS = 32;
    private static final int UPDATES = 16;
    private static final int BATCH = 4;
    private static final double ETA = 0.1;

    /// A way to prune with what it remembers.
    private record Bench(SearchBench search, Evaluator<Task, Score> scores) {}

    /// A row for each method, in their order.
    List<PruneAblationStep.Row> rows(double sparsity) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<PruneAblationMethod.Pruning, Bench> benches = new EnumMap<>(PruneAblationMethod.Pruning.class);
        try {
            List<PruneAblationStep.Row> rows = new ArrayList<>();
            for (String word : parameters.methods()) {
                PruneAblationMethod method = PruneAblationMethod.parse(word);
                Bench bench = benches.computeIfAbsent(method.pruning(), this::bench);
                rows.add(row(method, bench, PolicySpace.of(bench.search().layers(), Unit.HALF, sparsity)));
            }
            return rows;
        } finally {
            benches.values().forEach(bench -> bench.search().close());
        }
    }

    private Bench bench(PruneAblationMethod.Pruning pruning) {
        SearchBench search = new SearchBench(
                model, drawn.get(0), drawn.get(1), test, new SearchBench.Setup(true, pruning.method(), 1, 1), context);
        String file = pruning.name().toLowerCase(Locale.ROOT) + ".jsonl";
        return new Bench(search, new Memo<>(search.evaluator(), new TaskLines(), folder.resolve(file)));
    }

    private PruneAblationStep.Row row(PruneAblationMethod method, Bench bench, PolicySpace space) {
        return switch (method) {
            case MAGNITUDE -> magnitude(bench, space);
            case WANDA, OBS_UNIFORM, REFIT_UNIFORM -> ruled(method, bench, space, SearchOptions.Strategy.UNIFORM);
            case OBS_OWL -> ruled(method, bench, space, SearchOptions.Strategy.OWL);
            case OBS_RANDOM -> searched(method, bench, space, SearchOptions.Strategy.RANDOM, Omega.NONE);
            case RANDOM -> searched(method, bench, space, SearchOptions.Strategy.RANDOM, Omega.SPECTRAL);
            case WITHOUT_OMEGA -> searched(method, bench, space, SearchOptions.Strategy.EVOLUTION, Omega.NONE);
            case WITHOUT_PROJECTOR, WHOLE ->
                searched(method, bench, space, SearchOptions.Strategy.EVOLUTION, Omega.SPECTRAL);
        };
    }

    private PruneAblationStep.Row magnitude(Bench bench, PolicySpace space) {
        Scorer<Task, Score> scorer = bench.search().magnitude();
        try (scorer;
                LocalEvaluator<Task, Score> local = new LocalEvaluator<>(scorer, 1)) {
            Evaluator<Task, Score> one = new Memo<>(local, new TaskLines(), folder.resolve("magnitude.jsonl"));
            return measured(PruneAblationMethod.MAGNITUDE, one, repaired(space, uniform(space)), Projectors.OWN, space);
        }
    }

    private static double[] uniform(PolicySpace space) {
        double[] ratios = new double[space.genes().size()];
        Arrays.fill(ratios, space.target());
        return ratios;
    }

    private static Candidate repaired(PolicySpace space, double[] ratios) {
        return space.repair(ratios, Ranges.all(ratios.length, 0, 1, 0.05));
    }

    private PruneAblationStep.Row ruled(
            PruneAblationMethod method, Bench bench, PolicySpace space, SearchOptions.Strategy strategy) {
        double[] ratios = bench.search()
                .seeds(space, strategy, seed, context)
                .values()
                .iterator()
                .next();
        return measured(method, bench.scores(), repaired(space, ratios), Projectors.OWN, space);
    }

    private PruneAblationStep.Row searched(
            PruneAblationMethod method, Bench bench, PolicySpace space, SearchOptions.Strategy strategy, Omega omega) {
        boolean projector = method == PruneAblationMethod.WHOLE;
        int width = model.config().text().hidden();
        SearchOptions options = new SearchOptions(
                strategy,
                parameters.population(),
                parameters.generations(),
                Math.max(2, parameters.population() / 3),
                2,
                1,
                0.15,
                PROPOSALS,
                0,
                Loss.ANSWERS,
                omega,
                ETA,
                projector ? 2 : 0,
                TUNED_FOR,
                ProjectorTuning.of(UPDATES, width, ProjectorAim.STATES),
                true,
                seed);
        String prefix = "s" + Math.round(1000 * space.target()) + "-";
        var evolution =
                projector ? bench.search().evolution(BATCH, ProjectorAim.STATES, folder, prefix, context) : null;
        Ranges ranges = Ranges.all(
                space.genes().size(), Math.max(0, space.target() - 0.3), Math.min(0.97, space.target() + 0.3), 0.05);
        SearchOutcome outcome = new PolicySearch(space, ranges, options, bench.scores(), evolution)
                .run(bench.search().seeds(space, strategy, seed, context), context);
        return measured(method, bench.scores(), outcome.winner(), outcome.projector(), space);
    }

    private PruneAblationStep.Row measured(
            PruneAblationMethod method,
            Evaluator<Task, Score> scores,
            Candidate candidate,
            String projector,
            PolicySpace space) {
        context.stage("Seed " + seed + ", " + Math.round(100 * space.target()) + " %: " + method.title());
        List<Score> three = scores.evaluate(
                List.of(
                        new Task(candidate, Part.FITTED, projector, true),
                        new Task(candidate, Part.HELD_OUT, projector, true),
                        new Task(candidate, Part.TEST, projector, true)),
                context);
        PruneAblationStep.Row row = new PruneAblationStep.Row(
                method.title(),
                Math.round(1000 * space.target()) / 1000.0,
                seed,
                100 * three.get(2).right(),
                three.get(0).answers(),
                three.get(1).answers());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", method.title());
        fields.put("sparsity", row.sparsity());
        fields.put("seed", seed);
        fields.put("accuracy", row.accuracy());
        fields.put("proxyLoss", row.proxyLoss());
        fields.put("heldOutLoss", row.heldOutLoss());
        context.emit(new TaskEvent("row", fields));
        return row;
    }
}
