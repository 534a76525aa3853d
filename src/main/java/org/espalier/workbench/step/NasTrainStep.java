package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.llava.TorchThreads;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.model.vit.train.Photos;
import org.espalier.model.vit.train.Recipe;
import org.espalier.model.vit.train.SupernetTraining;
import org.espalier.search.nas.SearchSpace;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.jspecify.annotations.Nullable;

/// `nas train`: trains a supernet on a folder of pictures.
///
/// The run folder holds the state after every tenth epoch; an interrupted run continues from it to the same bytes.
public final class NasTrainStep implements Step<NasTrainStep.Parameters, NasTrainStep.Result> {

    private static final String STATE = "state.safetensors";
    private static final String REQUEST = "request.json";
    private static final int SAVE_EVERY = 10;
    private static final int MEASURE_EVERY = 5;

    /// What to train.
    ///
    /// @param space a name, a configuration file or a folder with one
    /// @param data folder or zip file of pictures
    /// @param out the run folder, which must be absent or empty unless `force`
    /// @param threads of the dense engine; more than one may change last bits
    public record Parameters(String space, Path data, Path out, int epochs, long seed, int threads, boolean force) {}

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

    private record Request(String space, String data, int epochs, long seed, int threads) {}

    private record Saved(List<SupernetTraining.Epoch> curve) {}

    @Override
    public String name() {
        return "nas train";
    }

    @Override
    public Result run(Parameters p, TaskContext context) {
        SearchSpace.of(p.space());
        try (OutputFolder check = OutputFolder.create(p.out(), p.force())) {
            Json.write(
                    check.path().resolve(REQUEST),
                    new Request(p.space(), p.data().toString(), p.epochs(), p.seed(), p.threads()));
            check.commit();
        }
        return train(p.out(), context);
    }

    /// Continues an interrupted run.
    ///
    /// @throws WorkbenchException if the folder is no run of this kind
    public Result resume(Path run, TaskContext context) {
        return train(run, context);
    }

    private Result train(Path run, TaskContext context) {
        Request request = Json.read(run.resolve(REQUEST), Request.class);
        TorchThreads.use(request.threads());
        SearchSpace space = SearchSpace.of(request.space());
        Recipe recipe = Recipe.standard(request.epochs(), request.seed());
        try (ImageFolder folder = ImageFolder.open(Path.of(request.data()))) {
            VitPhotos pictures = new VitPhotos(folder, context);
            VitConfig config = space.config().withLabels(folder.classes());
            Photos photos = pictures.training(config);
            Evaluation validation = pictures.evaluation(config, Split.VALIDATION);
            try (SupernetTraining training = new SupernetTraining(config, recipe, photos)) {
                restore(run, training);
                training.run(t -> end(run, t, config, recipe, validation, context), context);
                Evaluation test = pictures.evaluation(config, Split.TEST);
                Result result = new Result(
                        "espalier.nas-train/1",
                        request.space(),
                        request.epochs(),
                        request.seed(),
                        accuracy(validation, training, config, context),
                        folder.hasSplits() ? accuracy(test, training, config, context) : null,
                        pictures.skipped(),
                        training.curve());
                finish(run, request, recipe, training, config, result);
                return result;
            }
        }
    }

    private static @Nullable Double end(
            Path run,
            SupernetTraining training,
            VitConfig config,
            Recipe recipe,
            Evaluation validation,
            TaskContext context) {
        int epoch = training.epoch();
        boolean last = epoch == recipe.epochs();
        Double measured = last || epoch % MEASURE_EVERY == 0 ? accuracy(validation, training, config, context) : null;
        if (last || epoch % SAVE_EVERY == 0) {
            save(run, training, measured);
        }
        return measured;
    }

    private static @Nullable Double accuracy(
            Evaluation pictures, SupernetTraining training, VitConfig config, TaskContext context) {
        return pictures.labels().length == 0
                ? null
                : Double.valueOf(pictures.accuracy(config, training.average(), config.largest(), context));
    }

    /// One file, so that state and curve cannot disagree.
    private static void save(Path run, SupernetTraining training, @Nullable Double measured) {
        List<SupernetTraining.Epoch> curve = new ArrayList<>(training.curve());
        SupernetTraining.Epoch last = curve.getLast();
        curve.set(curve.size() - 1, new SupernetTraining.Epoch(last.epoch(), last.loss(), measured));
        SequencedMap<String, TensorData> state = new LinkedHashMap<>();
        training.state().forEach((name, tensor) -> state.put(name, VitCheckpoint.data(tensor, DType.F32)));
        SafetensorsWriter.write(run.resolve(STATE), state, Map.of("curve", Json.line(new Saved(curve))));
    }

    private static void restore(Path run, SupernetTraining training) {
        Path file = run.resolve(STATE);
        if (!Files.exists(file)) {
            return;
        }
        try (SafetensorsFile state = SafetensorsFile.open(file)) {
            Saved saved =
                    Json.mapper().readValue(state.metadata().getOrDefault("curve", "{\"curve\":[]}"), Saved.class);
            training.restore(saved.curve(), (name, shape) -> state.tensor(name).floats());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw WorkbenchException.input(
                    "train.state", file + ": its curve cannot be read", "Start the run again.", e);
        }
    }

    private static void finish(
            Path run, Request request, Recipe recipe, SupernetTraining training, VitConfig config, Result result) {
        VitCheckpoint.write(run, config, training.average(), DType.F32);
        Json.write(run.resolve(VitCheckpoint.SUBNET_FILE), config.largest());
        Json.write(run.resolve("result.json"), result);
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("schema", "espalier.training/1");
        record.put(
                "command",
                "espalier nas train " + request.space() + " --data " + request.data() + " --out " + run + " --epochs "
                        + request.epochs() + " --seed " + request.seed() + " --threads " + request.threads());
        record.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        record.put("recipe", recipe);
        record.put("result", result);
        Json.write(run.resolve("training.json"), record);
    }
}
