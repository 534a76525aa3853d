package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.compress.prune.CalibrationFile;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A request for `prune search` as a run keeps it: absolute paths, arguments, inputs, samples.
final class PruneSearchRequest {

    private static final String BESIDE = "held-out.jsonl";
    private static final long MOST_CANDIDATES = 1_000_000;

    private PruneSearchRequest() {}

    static void least(String option, int value, int least) {
        if (value < least) {
            throw WorkbenchException.usage(
                    "search.option", option + " is " + value, "Give a number from " + least + " on.");
        }
    }

    /// Refuses more candidates than anyone can score.
    static void candidates(int population, int generations) {
        long all = (long) population * generations;
        if (all > MOST_CANDIDATES) {
            throw WorkbenchException.usage(
                    "search.option",
                    "--population times --generations is " + all,
                    "Give numbers whose product is " + MOST_CANDIDATES + " at most.");
        }
    }

    /// Refuses what is no share; null, where nothing was given, is none.
    static void share(String option, @Nullable Double value) {
        if (value != null && !(value >= 0 && value <= 1)) {
            throw WorkbenchException.usage(
                    "search.option", option + " is " + value, "Give a share from 0 to 1, such as 0.5.");
        }
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    static PruneSearchParameters absolute(PruneSearchParameters p) {
        return new PruneSearchParameters(
                p.model().toAbsolutePath().normalize(),
                p.out().toAbsolutePath().normalize(),
                p.calibration().toAbsolutePath().normalize(),
                absolute(p.images()),
                absolute(p.heldOut()),
                absolute(p.data()),
                p.samples(),
                p.target(),
                p.mode(),
                p.unit(),
                p.lowest(),
                p.highest(),
                p.step(),
                p.strategy(),
                p.population(),
                p.generations(),
                p.parents(),
                p.elites(),
                p.immigrants(),
                p.mutation(),
                p.proposals(),
                p.patience(),
                p.loss(),
                p.omega(),
                p.eta(),
                p.folds(),
                p.weighting(),
                p.refit(),
                p.damping(),
                p.block(),
                p.pictureStride(),
                p.evolveEvery(),
                p.candidates(),
                p.projectorSteps(),
                p.projectorBatch(),
                p.projectorRate(),
                p.projectorAim(),
                p.narrow(),
                p.workers(),
                SparkTarget.absolute(p.spark()),
                p.seed(),
                p.force());
    }

    static List<Path> inputs(PruneSearchParameters p) {
        List<Path> inputs = new ArrayList<>(List.of(p.model(), p.calibration()));
        heldOutFile(p).ifPresent(inputs::add);
        return inputs;
    }

    /// What is read besides.
    static List<Path> reads(PruneSearchParameters p) {
        SparkTarget spark = p.spark();
        return ReadPlaces.of(p.images(), p.data(), spark == null ? null : spark.secret());
    }

    /// The folder of the pictures.
    static Path images(PruneSearchParameters p) {
        Path images = p.images();
        Path beside = p.calibration().toAbsolutePath().getParent();
        return images != null
                ? images
                : beside != null ? beside : p.calibration().toAbsolutePath();
    }

    /// The file of further samples: the one that was named, else one beside the samples or their pictures.
    private static Optional<Path> heldOutFile(PruneSearchParameters p) {
        Path named = p.heldOut();
        if (named != null) {
            return Optional.of(named);
        }
        Path parent = p.calibration().toAbsolutePath().getParent();
        return Stream.of(parent == null ? images(p) : parent, images(p))
                .map(folder -> folder.resolve(BESIDE))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// As many further samples as there are proxy samples, none of them the same line.
    ///
    /// @throws WorkbenchException if there is none
    static List<CalibrationSample> heldOut(PruneSearchParameters p, List<CalibrationSample> used) {
        Optional<Path> file = heldOutFile(p);
        if (file.isPresent()) {
            return CalibrationFile.read(file.get(), images(p), p.samples(), 0);
        }
        Set<Integer> taken = used.stream().map(CalibrationSample::line).collect(Collectors.toCollection(HashSet::new));
        List<CalibrationSample> rest = CalibrationFile.read(p.calibration(), images(p), Integer.MAX_VALUE, 0).stream()
                .filter(line -> taken.add(line.line()))
                .limit(p.samples())
                .toList();
        if (rest.isEmpty()) {
            throw WorkbenchException.input(
                    "search.held-out",
                    p.calibration() + " has no lines beyond the " + used.size() + " samples",
                    "Name further samples by --held-out F.jsonl, put them in held-out.jsonl beside the file, or lower"
                            + " --samples: a search is judged by samples it has not seen.");
        }
        return rest;
    }

    static List<String> command(PruneSearchParameters p) {
        List<String> all = new ArrayList<>(List.of("prune", "search", p.model().toString()));
        add(all, "--out", p.out());
        add(all, "--calibration", p.calibration());
        add(all, "--images", p.images());
        add(all, "--held-out", p.heldOut());
        add(all, "--data", p.data());
        add(all, "--samples", p.samples());
        add(all, "--target", p.target());
        add(all, "--mode", p.mode());
        add(all, "--unit", p.unit().word());
        add(all, "--lowest", p.lowest());
        add(all, "--highest", p.highest());
        add(all, "--step", p.step());
        add(all, "--strategy", p.strategy().word());
        add(all, "--population", p.population());
        add(all, "--generations", p.generations());
        add(all, "--parents", p.parents());
        add(all, "--elites", p.elites());
        add(all, "--immigrants", p.immigrants());
        add(all, "--mutation", p.mutation());
        add(all, "--proposals", p.proposals());
        add(all, "--patience", p.patience());
        add(all, "--loss", p.loss().word());
        add(all, "--omega", p.omega().word());
        add(all, "--eta", p.eta() < 0 ? "adaptive" : p.eta());
        add(all, "--folds", p.folds());
        add(all, "--weighting", p.weighting().word());
        add(all, "--damping", p.damping());
        add(all, "--block", p.block());
        add(all, "--picture-stride", p.pictureStride());
        add(all, "--evolve-every", p.evolveEvery());
        add(all, "--candidates", p.candidates());
        add(all, "--projector-steps", p.projectorSteps());
        add(all, "--projector-batch", p.projectorBatch());
        add(all, "--projector-rate", p.projectorRate());
        add(all, "--projector-aim", p.projectorAim().word());
        add(all, "--workers", p.workers());
        SparkTarget.add(all, p.spark());
        add(all, "--seed", p.seed());
        if (!p.refit()) {
            all.add("--no-refit");
        }
        if (!p.narrow()) {
            all.add("--no-narrowing");
        }
        return all;
    }

    private static void add(List<String> arguments, String option, @Nullable Object value) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value.toString());
        }
    }
}
