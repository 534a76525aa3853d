package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.espalier.format.Json;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.search.nas.SubnetDraws;
import org.espalier.task.QuietContext;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;

/// The methods of `nas ablation` with one seed. What was finished before is read, not done again.
record NasAblationSeed(Path run, NasAblationStep.Parameters parameters, int seed, Parts parts, TaskContext context) {

    /// The pictures that measure and those that judge.
    ///
    /// @param uniform by supernet its uniform subnets, the best on validation first: the same with every seed
    record Parts(Evaluation validation, Evaluation test, Map<String, List<Subnet>> uniform) {
        /// Reads them.
        ///
        /// @throws WorkbenchException if a part is missing, or the classes are others than the supernet's
        static Parts of(Path run, NasAblationStep.Parameters p, TaskContext context) {
            try (ImageFolder folder = ImageFolder.open(p.data())) {
                VitPhotos photos = new VitPhotos(folder, context);
                SearchSpace space = p.space(run, 0).resolve();
                photos.checkClasses(space.config());
                Evaluation validation = photos.evaluation(space.config(), Split.VALIDATION);
                Evaluation test = photos.evaluation(space.config(), Split.TEST);
                if (!folder.hasSplits() || validation.labels().length == 0 || test.labels().length == 0) {
                    throw WorkbenchException.input(
                            "ablation.parts",
                            p.data() + " lacks a validation or a test part",
                            "Divide it into train/, validation/ and test/.");
                }
                return new Parts(validation, test, new HashMap<>());
            }
        }
    }

    /// A row, and which pictures of the test part its net has right.
    ///
    /// @param inherited with the supernet's weights
    /// @param tuned after fine-tuning
    record Judged(NasAblationStep.Row row, BitSet inherited, BitSet tuned) {}

    /// What a method measured, the best first.
    private record Chosen(List<Subnet> best, int measured) {}

    Judged row(NasAblationMethod method) {
        context.stage("Seed " + seed + ": " + method.word());
        NasSpaceOptions options = parameters.space(run, seed);
        Chosen chosen = switch (method) {
            case FULLEST -> new Chosen(fullest(options, 1), 1);
            case UNIFORM -> uniform(options);
            case RANDOM, EVOLUTION, GUIDED -> searched(method, options);
        };
        Path folder = run.resolve("seed-" + seed);
        List<Finalist> finalists = Finalist.best(
                folder,
                method.word() + "-retrained",
                chosen.best().stream().limit(parameters.finalists()).toList(),
                new Finalist.Round(
                        Path.of(options.space()), parameters.data(), parameters.epochs(), seed, parameters.training()),
                context);
        Finalist winner = finalists.getFirst();
        Subnet subnet = winner.subnet();
        BitSet inherited = right(Path.of(options.space()), subnet);
        BitSet tuned = right(folder.resolve(winner.folder()), subnet);
        SubnetCosts costs = options.costs(options.resolve());
        NasAblationStep.Row row = new NasAblationStep.Row(
                method.word(),
                seed,
                subnet,
                chosen.measured(),
                costs.flash(subnet),
                (long) Math.ceil(costs.peak(subnet)),
                winner.before(),
                percent(inherited),
                winner.validation(),
                percent(tuned),
                finalists);
        return new Judged(row, inherited, tuned);
    }

    private BitSet right(Path supernet, Subnet subnet) {
        try (VitCheckpoint net = VitCheckpoint.open(supernet)) {
            return parts.test().right(net.config(), net.weights(), subnet, new QuietContext(context));
        }
    }

    private double percent(BitSet right) {
        return 100.0 * right.cardinality() / parts.test().labels().length;
    }

    private static List<Subnet> fullest(NasSpaceOptions options, int count) {
        SearchSpace space = options.resolve();
        return new SubnetDraws(space, options.costs(space), options.limits()).fullest(count);
    }

    private Chosen uniform(NasSpaceOptions options) {
        List<Subnet> best = parts.uniform().get(options.space());
        if (best == null) {
            best = bestUniform(options);
            parts.uniform().put(options.space(), best);
        }
        return new Chosen(best, best.size());
    }

    private List<Subnet> bestUniform(NasSpaceOptions options) {
        long most = (long) parameters.population() * parameters.generations();
        List<Subnet> full = fullest(options, (int) Math.min(Integer.MAX_VALUE, most));
        Map<Subnet, Double> accuracies = new HashMap<>();
        TaskContext quiet = new QuietContext(context);
        try (VitCheckpoint net = VitCheckpoint.open(Path.of(options.space()))) {
            for (Subnet subnet : full) {
                accuracies.put(subnet, parts.validation().accuracy(net.config(), net.weights(), subnet, quiet));
                context.progress(accuracies.size(), full.size());
            }
        }
        return full.stream()
                .sorted(Comparator.comparingDouble((Subnet s) -> -Objects.requireNonNull(accuracies.get(s))))
                .toList();
    }

    private Chosen searched(NasAblationMethod method, NasSpaceOptions options) {
        Path folder = run.resolve("seed-" + seed).resolve(method.word());
        NasSearchStep step = new NasSearchStep();
        boolean guided = method == NasAblationMethod.GUIDED;
        NasSearchParameters wanted = new NasSearchParameters(
                options,
                parameters.data(),
                method == NasAblationMethod.RANDOM,
                parameters.population(),
                parameters.generations(),
                parameters.parents(),
                0,
                seed,
                folder,
                false,
                0,
                null,
                Runtime.getRuntime().availableProcessors(),
                null,
                guided ? NasSearchParameters.PROPOSALS : 1,
                guided ? parameters.uniform() : 0,
                null);
        JsonNode result = done(folder, () -> step.run(wanted, context), () -> step.resume(folder, context));
        List<Subnet> best = new ArrayList<>();
        for (JsonNode candidate : result.path("candidates")) {
            best.add(Json.mapper().convertValue(candidate.path("subnet"), Subnet.class));
        }
        return new Chosen(best, best.size());
    }

    /// The result of a run: of a finished one as it is kept, of a begun one after going on, else from the start.
    static JsonNode done(Path folder, Supplier<? extends Record> start, Supplier<? extends Record> resume) {
        if (!Files.exists(folder)) {
            return Json.mapper().valueToTree(start.get());
        }
        Run begun = Run.open(folder);
        if (begun.status() != RunStatus.DONE) {
            return Json.mapper().valueToTree(resume.get());
        }
        return begun.result()
                .orElseThrow(() -> WorkbenchException.input(
                        "run.result", folder + " has ended, but its result.json is gone", "Start the run again."));
    }
}
