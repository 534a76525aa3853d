package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.model.llava.TorchThreads;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.model.vit.train.Photos;
import org.espalier.model.vit.train.Recipe;
import org.espalier.model.vit.train.SupernetTraining;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.search.nas.Limits;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.search.nas.SubnetSearch;
import org.espalier.task.TaskContext;
import org.espalier.tensor.DType;
import org.espalier.workbench.run.CommandText;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// `nas train`: trains a supernet on a folder of pictures.
///
/// The run folder holds the state after every tenth epoch; an interrupted run continues from it to the
/// same bytes.
public final class NasTrainStep
        implements Step<NasTrainStep.Parameters, NasTrainStep.Result>, Resumable<NasTrainStep.Result> {

    /// What to train.
    ///
    /// @param space a name, a configuration file or a folder with one
    /// @param data folder or zip file of pictures
    /// @param out the run folder, which must be absent or empty unless `force`
    /// @param threads of the dense engine; more than one may change last bits
    /// @param options what differs from the standard recipe; null: nothing
    public record Parameters(
            String space,
            Path data,
            Path out,
            int epochs,
            long seed,
            int threads,
            boolean force,
            @Nullable TrainingOptions options) {

        /// By the standard recipe.
        public Parameters(String space, Path data, Path out, int epochs, long seed, int threads, boolean force) {
            this(space, data, out, epochs, seed, threads, force, null);
        }

        TrainingOptions chosen() {
            return options == null ? TrainingOptions.STANDARD : options;
        }
    }

    /// A trained supernet.
    ///
    /// @param validation accuracy of the largest net, percent; null without a validation part
    /// @param test accuracy of the largest net, percent; null without a test part
    /// @param skipped pictures that could not be read
    public record Result(
            String schema,
            String space,
            int epochs,
            long seed,
            @Nullable Double validation,
            @Nullable Double test,
            List<String> skipped,
            List<SupernetTraining.Epoch> curve) {}

    @Override
    public String name() {
        return "nas train";
    }

    @Override
    public Result run(Parameters given, TaskContext context) {
        SearchSpace space = SearchSpace.of(given.space());
        String board = given.chosen().board();
        if (board != null) {
            requireFit(space, Boards.byId(board));
        }
        Parameters p = absolute(given);
        RunRequest request = new RunRequest(
                name(),
                p,
                command(p),
                inputs(p),
                ReadPlaces.of(p.chosen().board(), p.chosen().from()));
        return RunFolder.start(given.out(), given.force(), request, context)
                .record(recording -> train(given.out(), p, recording));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(task -> train(run, recording.run().record().parametersAs(Parameters.class), task));
    }

    /// Refuses a space none of whose nets fits a board.
    static void requireFit(SearchSpace space, Board board) {
        SubnetCosts costs = new SubnetCosts(space.config(), MemoryMode.CORRECTED, board);
        new SubnetSearch(space, costs, Limits.of(board), SubnetSearch.Settings.of(true, 1, 1, 1, 0));
    }

    /// Paths that mean the same from every working folder.
    private static Parameters absolute(Parameters p) {
        Path space = Path.of(p.space());
        return new Parameters(
                Files.exists(space) ? space.toAbsolutePath().normalize().toString() : p.space(),
                p.data().toAbsolutePath().normalize(),
                p.out().toAbsolutePath().normalize(),
                p.epochs(),
                p.seed(),
                p.threads(),
                p.force(),
                p.options() == null ? null : p.options().absolute());
    }

    private static List<Path> inputs(Parameters p) {
        Path space = Path.of(p.space());
        return Files.exists(space) ? List.of(space, p.data()) : List.of(p.data());
    }

    private static List<String> command(Parameters p) {
        List<String> command = new ArrayList<>(List.of(
                "nas",
                "train",
                p.space(),
                "--data",
                p.data().toString(),
                "--out",
                p.out().toString(),
                "--epochs",
                Integer.toString(p.epochs()),
                "--seed",
                Long.toString(p.seed()),
                "--threads",
                Integer.toString(p.threads())));
        command.addAll(p.chosen().command());
        return command;
    }

    private static Result train(Path run, Parameters request, TaskContext context) {
        TorchThreads.use(request.threads());
        SearchSpace space = SearchSpace.of(request.space());
        TrainingOptions options = request.chosen();
        Recipe recipe = options.recipe(request.epochs(), request.seed());
        try (ImageFolder folder = ImageFolder.open(request.data())) {
            VitPhotos pictures = new VitPhotos(folder, context);
            VitConfig config = space.config().withLabels(folder.classes());
            Photos photos = pictures.training(config);
            Evaluation validation = pictures.evaluation(config, Split.VALIDATION);
            var state = new TrainingState(run, config, config.largest(), validation, recipe.epochs(), context);
            try (SupernetTraining training = start(config, recipe, photos, options)) {
                state.restore(training);
                training.run(state::end, context);
                Evaluation test = pictures.evaluation(config, Split.TEST);
                Result result = new Result(
                        "espalier.nas-train/1",
                        request.space(),
                        request.epochs(),
                        request.seed(),
                        state.accuracy(validation, training),
                        folder.hasSplits() ? state.accuracy(test, training) : null,
                        pictures.skipped(),
                        training.curve());
                finish(run, request, recipe, training, config, result);
                return result;
            }
        }
    }

    private static SupernetTraining start(VitConfig config, Recipe recipe, Photos photos, TrainingOptions options) {
        Path from = options.from();
        if (from == null) {
            return SupernetTraining.fresh(config, recipe, photos, options.trained(), options.regularisation());
        }
        try (VitCheckpoint origin = VitCheckpoint.open(from)) {
            return SupernetTraining.from(origin, config, recipe, photos, options.trained(), options.regularisation());
        }
    }

    private static void finish(
            Path run, Parameters request, Recipe recipe, SupernetTraining training, VitConfig config, Result result) {
        VitCheckpoint.write(run, config, training.average(), DType.F32);
        Json.write(run.resolve(VitCheckpoint.SUBNET_FILE), config.largest());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("schema", "espalier.training/1");
        record.put("command", CommandText.of(command(request)));
        record.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        record.put("recipe", recipe);
        record.put("result", result);
        Json.write(run.resolve("training.json"), record);
    }
}
