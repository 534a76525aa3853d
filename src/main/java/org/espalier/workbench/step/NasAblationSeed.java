package org.espalier.workbench.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    record Parts(Evaluation validation, Evaluation test) {
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
                return new Parts(validation, test);
            }
        }
    }

    private record Chosen(Subnet subnet, int measured) {}

    NasAblationStep.Row row(NasAblationMethod method) {
        context.stage("Seed " + seed + ": " + method.word());
        NasSpaceOptions options = parameters.space(run, seed);
        Chosen chosen = method == NasAblationMethod.UNIFORM ? uniform(options) : searched(method, options);
        Path folder = run.resolve("seed-" + seed);
        Path file = folder.resolve(method.word() + "-subnet.json");
        Json.write(file, chosen.subnet());
        SubnetCosts costs = options.costs(options.resolve());
        double inherited;
        double inheritedTest;
        try (VitCheckpoint net = VitCheckpoint.open(Path.of(options.space()))) {
            TaskContext quiet = new QuietContext(context);
            inherited = parts.validation().accuracy(net.config(), net.weights(), chosen.subnet(), quiet);
            inheritedTest = parts.test().accuracy(net.config(), net.weights(), chosen.subnet(), quiet);
        }
        JsonNode tuned = retrained(options, file, folder.resolve(method.word() + "-retrained"));
        return new NasAblationStep.Row(
                method.word(),
                seed,
                chosen.subnet(),
                chosen.measured(),
                costs.flash(chosen.subnet()),
                (long) Math.ceil(costs.peak(chosen.subnet())),
                inherited,
                inheritedTest,
                tuned.path("validation").asDouble(),
                tuned.path("test").asDouble());
    }

    private Chosen uniform(NasSpaceOptions options) {
        SearchSpace space = options.resolve();
        List<Subnet> full =
                new SubnetDraws(space, options.costs(space), options.limits()).fullest(parameters.population());
        Subnet best = full.getFirst();
        double most = -1;
        TaskContext quiet = new QuietContext(context);
        try (VitCheckpoint net = VitCheckpoint.open(Path.of(options.space()))) {
            for (Subnet subnet : full) {
                double accuracy = parts.validation().accuracy(net.config(), net.weights(), subnet, quiet);
                if (accuracy > most) {
                    most = accuracy;
                    best = subnet;
                }
            }
        }
        return new Chosen(best, full.size());
    }

    private Chosen searched(NasAblationMethod method, NasSpaceOptions options) {
        Path folder = run.resolve("seed-" + seed).resolve(method.word());
        NasSearchStep step = new NasSearchStep();
        NasSearchStep.Parameters wanted = new NasSearchStep.Parameters(
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
                method == NasAblationMethod.GUIDED ? NasSearchStep.Parameters.PROPOSALS : 1);
        JsonNode result = done(folder, () -> step.run(wanted, context), () -> step.resume(folder, context));
        try {
            Subnet best = Json.mapper().treeToValue(result.path("best").path("subnet"), Subnet.class);
            return new Chosen(best, result.path("candidates").size());
        } catch (JsonProcessingException e) {
            throw WorkbenchException.input(
                    "ablation.search", folder + ": its result cannot be read", "Start the run again.", e);
        }
    }

    private JsonNode retrained(NasSpaceOptions options, Path subnet, Path folder) {
        NasRetrainStep step = new NasRetrainStep();
        NasRetrainStep.Parameters wanted = new NasRetrainStep.Parameters(
                Path.of(options.space()),
                subnet,
                parameters.data(),
                folder,
                parameters.epochs(),
                seed,
                1,
                false,
                false,
                parameters.training());
        return done(folder, () -> step.run(wanted, context), () -> step.resume(folder, context));
    }

    /// The result of a run: of a finished one as it is kept, of a begun one after going on, else from the start.
    private static JsonNode done(Path folder, Supplier<? extends Record> start, Supplier<? extends Record> resume) {
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
