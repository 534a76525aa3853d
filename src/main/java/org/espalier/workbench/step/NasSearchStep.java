package org.espalier.workbench.step;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.jspecify.annotations.Nullable;

/// `nas search`: draws legal subnets of a trained supernet, measures each on the validation part with inherited
/// weights, keeps the best, and measures that one on the test part.
public final class NasSearchStep implements Step<NasSearchStep.Parameters, NasSearchStep.Result> {

    private static final int DRAWS_EACH = 1000;

    /// What is searched, on which pictures.
    ///
    /// @param options the supernet's folder as the space, and the limits
    /// @param data folder or zip file of pictures
    /// @param samples how many different legal subnets are measured
    /// @param out folder for the supernet as float16 with the chosen `subnet.json`; null writes nothing
    public record Parameters(
            NasSpaceOptions options,
            Path data,
            int samples,
            long seed,
            @Nullable Path out,
            boolean force) {}

    /// A measured subnet.
    public record Candidate(
            Subnet subnet, double validation, long parameters, long peakBytes, long flashBytes, long macs) {}

    /// The best subnet and all that were measured.
    ///
    /// @param best the chosen one
    /// @param test its accuracy on the test part, percent; null if there is none
    /// @param largest accuracy of the whole supernet on validation, percent
    public record Result(
            String schema, Candidate best, @Nullable Double test, double largest, List<Candidate> candidates) {}

    @Override
    public String name() {
        return "nas search";
    }

    @Override
    public Result run(Parameters p, TaskContext context) {
        SearchSpace space = p.options().resolve();
        SubnetCosts costs = p.options().costs(space);
        try (VitCheckpoint net = VitCheckpoint.open(Path.of(p.options().space()));
                ImageFolder folder = ImageFolder.open(p.data())) {
            VitPhotos photos = new VitPhotos(folder, context);
            checkClasses(net.config(), folder);
            Evaluation validation = photos.evaluation(net.config(), Split.VALIDATION);
            List<Subnet> drawn = draw(space, costs, p);
            List<Candidate> candidates = new ArrayList<>();
            context.stage("Measuring " + drawn.size() + " subnets on " + validation.labels().length + " pictures");
            for (Subnet subnet : drawn) {
                double accuracy = validation.accuracy(net.config(), net.weights(), subnet, quiet(context));
                candidates.add(new Candidate(
                        subnet,
                        accuracy,
                        costs.parameters(subnet),
                        Math.round(costs.peak(subnet)),
                        costs.flash(subnet),
                        costs.macs(subnet)));
                context.progress(candidates.size(), drawn.size());
            }
            candidates.sort(java.util.Comparator.comparingDouble((Candidate c) -> -c.validation())
                    .thenComparingLong(Candidate::macs));
            Candidate best = candidates.getFirst();
            double largest = validation.accuracy(
                    net.config(), net.weights(), net.config().largest(), quiet(context));
            Evaluation test = photos.evaluation(net.config(), Split.TEST);
            Double testAccuracy = test.labels().length == 0
                    ? null
                    : Double.valueOf(test.accuracy(net.config(), net.weights(), best.subnet(), quiet(context)));
            Result result = new Result("espalier.nas-search/1", best, testAccuracy, largest, candidates);
            write(p, net, result);
            return result;
        }
    }

    /// The largest legal subnets count as drawn, then random ones, all different.
    private static List<Subnet> draw(SearchSpace space, SubnetCosts costs, Parameters p) {
        SubnetSampler sampler = new SubnetSampler(space.config());
        SplittableRandom random = new SplittableRandom(p.seed());
        Set<Subnet> seen = new HashSet<>();
        List<Subnet> legal = new ArrayList<>();
        for (long i = 0; legal.size() < p.samples() && i < (long) p.samples() * DRAWS_EACH; i++) {
            Subnet subnet = sampler.next(random);
            if (costs.legal(subnet, p.options().limits()) && seen.add(subnet)) {
                legal.add(subnet);
            }
        }
        if (legal.isEmpty()) {
            throw WorkbenchException.infeasible(
                    "nas.search.none",
                    "no legal subnet in " + (long) p.samples() * DRAWS_EACH + " draws",
                    "Raise --budget or --flash, or train a smaller space.");
        }
        return legal;
    }

    private static void checkClasses(VitConfig config, ImageFolder folder) {
        if (config.numClasses() != folder.classes().size()
                || (!config.labels().isEmpty() && !config.labels().equals(folder.classes()))) {
            throw WorkbenchException.input(
                    "nas.data.classes",
                    "the net knows " + config.labels() + ", the data has " + folder.classes(),
                    "Use the data the supernet was trained on.");
        }
    }

    /// The same context without the progress of each subnet.
    private static TaskContext quiet(TaskContext context) {
        return new TaskContext() {
            @Override
            public void stage(String name) {}

            @Override
            public void progress(long done, long total) {}

            @Override
            public boolean cancelled() {
                return context.cancelled();
            }

            @Override
            public void emit(TaskEvent event) {
                context.emit(event);
            }
        };
    }

    private static void write(Parameters p, VitCheckpoint net, Result result) {
        Path target = p.out();
        if (target == null) {
            return;
        }
        try (OutputFolder out = OutputFolder.create(target, p.force())) {
            VitCheckpoint.write(out.path(), net.config(), net.weights(), DType.F16);
            Json.write(
                    out.path().resolve(VitCheckpoint.SUBNET_FILE), result.best().subnet());
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("schema", "espalier.nas-search/1");
            record.put("samples", p.samples());
            record.put("seed", p.seed());
            record.put("date", LocalDate.now(java.time.ZoneOffset.UTC).toString());
            record.put("best", result.best());
            record.put("testAccuracy", result.test());
            record.put("largestOnValidation", result.largest());
            Json.write(out.path().resolve("search.json"), record);
            out.commit();
        }
    }
}
