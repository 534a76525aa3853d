package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.espalier.format.Json;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfigFile;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.nas.LegalShare;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.ScoredPoint;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SpaceEvolution;
import org.espalier.search.nas.SpaceMove;
import org.espalier.search.nas.SpaceScore;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.QuietContext;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.BoardMeasurements;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;

/// The places of a run of `nas evolve`: each a supernet in `supernets/` of the run folder, trained and measured when
/// first asked for, its score a line of `points.jsonl`, from which a run that was interrupted goes on.
final class EvolvedPlaces implements SpaceEvolution.Space {

    private static final String SCORED = "points.jsonl";

    /// Subnets drawn for one score, at most, in search of legal ones.
    private static final int DRAWS = 10_000;

    private final Path run;
    private final NasEvolveStep.Parameters p;
    private final MemoryMode mode;
    private final TaskContext context;
    private final BoardTimes times;
    private final Map<SpaceMove.Place, Double> scores = new HashMap<>();
    private final Map<SpaceMove.Place, Double> shares = new HashMap<>();

    EvolvedPlaces(Path run, NasEvolveStep.Parameters p, MemoryMode mode, TaskContext context) {
        this.run = run;
        this.p = p;
        this.mode = mode;
        this.context = context;
        this.times = BoardTimes.of(
                run, SCORED, p.options().latency() != null, p.options().device(), BoardMeasurements.ofUser(), context);
        if (Files.exists(run.resolve(SCORED))) {
            for (ScoredPoint point : MeasuredLines.read(run.resolve(SCORED), ScoredPoint.class)) {
                scores.put(point.place(), point.accuracy());
            }
        }
    }

    private SearchSpace space(SpaceMove.Place place) {
        SearchSpace named = p.options().resolve();
        Double mlp = place.rankMlp();
        LowRank rank = named.config().lowRank() instanceof LowRank.TwoFactor
                ? new LowRank.TwoFactor(place.rank(), mlp == null ? place.rank() : mlp)
                : new LowRank.ThreeFactor(place.rank());
        return named.at(named.config().imageSize(), (int) place.patch(), rank);
    }

    @Override
    public double legal(SpaceMove.Place place) {
        return shares.computeIfAbsent(place, wanted -> {
            try {
                SearchSpace space = space(wanted);
                return LegalShare.of(
                        space, p.options().costs(space, times), p.options().limits());
            } catch (WorkbenchException e) {
                return 0.0; // this patch does not divide the picture
            }
        });
    }

    @Override
    public double score(SpaceMove.Place place) {
        Double known = scores.get(place);
        if (known != null) {
            return known;
        }
        times.keep(run);
        Path supernet = train(place);
        double score = measure(supernet, place);
        scores.put(place, score);
        ScoredPoint point = new ScoredPoint(place.rank(), place.patch(), score, legal(place), place.rankMlp());
        MeasuredLines.append(run.resolve(SCORED), point);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rank", point.rank());
        fields.put("patch", point.patch());
        fields.put("accuracy", point.accuracy());
        fields.put("legal", point.legal());
        Double mlp = place.rankMlp();
        if (mlp != null) {
            fields.put("rankMlp", mlp);
        }
        context.emit(new TaskEvent("space", fields));
        return score;
    }

    private Path train(SpaceMove.Place place) {
        Double mlp = place.rankMlp();
        String ranks = mlp == null ? "" : String.format(Locale.ROOT, "-m%.2f", mlp);
        String name = String.format(Locale.ROOT, "r%.2f%s-p%.0f", place.rank(), ranks, place.patch());
        Path config = run.resolve("supernets/" + name + ".json");
        Path folder = run.resolve("supernets/" + name);
        if (Files.isDirectory(folder)) {
            if (Run.open(folder).status() != RunStatus.DONE) {
                new NasTrainStep().resume(folder, context);
            }
            return folder;
        }
        Json.write(config, VitConfigFile.toJson(space(place).config()));
        new NasTrainStep()
                .run(
                        new NasTrainStep.Parameters(
                                config.toString(), p.data(), folder, p.epochs(), p.seed(), 1, false),
                        context);
        return folder;
    }

    /// A place's own draws; where there is one rank, those of earlier versions.
    private static int number(SpaceMove.Place place) {
        int number = 31 * Double.hashCode(place.rank()) + Double.hashCode(place.patch());
        Double mlp = place.rankMlp();
        return mlp == null ? number : 31 * number + Double.hashCode(mlp);
    }

    private double measure(Path supernet, SpaceMove.Place place) {
        try (VitCheckpoint net = VitCheckpoint.open(supernet);
                ImageFolder folder = ImageFolder.open(p.data())) {
            SubnetCosts costs = p.options().costs(new SearchSpace("place", net.config()), times);
            Evaluation validation = new VitPhotos(folder, context).validation(net.config());
            SubnetSampler sampler = new SubnetSampler(net.config());
            SplittableRandom random = new SplittableRandom(p.seed() + number(place));
            List<Double> accuracies = new ArrayList<>();
            for (int i = 0; i < DRAWS && accuracies.size() < p.samples(); i++) {
                context.checkCancelled();
                Subnet subnet = sampler.next(random);
                if (mode == MemoryMode.COMPAT || costs.legal(subnet, p.options().limits())) {
                    accuracies.add(validation.accuracy(net.config(), net.weights(), subnet, new QuietContext(context)));
                }
            }
            if (accuracies.isEmpty()) {
                return 0;
            }
            return mode == MemoryMode.COMPAT ? SpaceScore.released(accuracies) : SpaceScore.hoeffding(accuracies);
        }
    }
}
