package org.espalier.workbench.step;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.model.eval.EasyVqaBenchmark;
import org.espalier.model.eval.Evaluation;
import org.espalier.model.llava.BatchDecoder;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.TorchThreads;
import org.espalier.model.llava.training.CurvePoint;
import org.espalier.model.llava.training.HuggingFaceFolder;
import org.espalier.model.llava.training.LlavaTraining;
import org.espalier.model.llava.training.TrainingFile;
import org.espalier.model.llava.training.TrainingOptions;
import org.espalier.task.TaskContext;
import org.espalier.workbench.run.CommandText;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.espalier.workbench.run.Varying;
import org.jspecify.annotations.Nullable;

/// Trains the sample LLaVA on easy-VQA and writes it as a Hugging Face folder with its record.
///
/// The checkpoint's folder is a run folder too: it keeps the training after every pass, and an interrupted one goes on
/// to the same bytes.
public final class ModelTrainStep
        implements Step<ModelTrainStep.Parameters, ModelTrainStep.Result>, Resumable<ModelTrainStep.Result> {

    private static final String STATE = "state.safetensors";

    /// What to train.
    ///
    /// @param data the easy-VQA release, a folder or zip
    /// @param out the checkpoint's folder
    /// @param force replace what is there
    /// @param threads threads of the dense engine; 0 leaves the engine's choice
    /// @param options how to train
    public record Parameters(Path data, Path out, boolean force, int threads, TrainingOptions options) {}

    /// What was trained.
    ///
    /// @param schema `espalier.train/1`
    /// @param folder the checkpoint
    /// @param parameters in the model
    /// @param curve one point per pass, on held-out training pictures
    /// @param test accuracy on the official test questions; null where the data has none
    /// @param seconds the training took, since it was last begun or resumed
    public record Result(
            String schema,
            @Varying Path folder,
            long parameters,
            List<CurvePoint> curve,
            @Nullable Evaluation test,
            @Varying double seconds) {}

    /// The record beside the checkpoint, `training.json`.
    ///
    /// @param schema `espalier.training/1`
    /// @param command what trained it
    /// @param date the day it ended
    /// @param cores of the machine
    /// @param threads that the engine was given
    /// @param seconds the training took
    /// @param data the data set and its split
    /// @param options all of them
    /// @param curve one point per pass, on held-out training pictures
    /// @param test accuracy on the official test questions, measured once at the end; null where the data has none
    public record TrainingRecord(
            String schema,
            String command,
            String date,
            int cores,
            int threads,
            double seconds,
            String data,
            TrainingOptions options,
            List<CurvePoint> curve,
            @Nullable Evaluation test) {}

    @Override
    public String name() {
        return "model train";
    }

    @Override
    public Result run(Parameters given, TaskContext context) {
        Parameters p = new Parameters(
                given.data().toAbsolutePath().normalize(),
                given.out().toAbsolutePath().normalize(),
                given.force(),
                given.threads(),
                given.options());
        RunRequest request = new RunRequest(name(), p, command(p), List.of(p.data()));
        return finished(
                given.out(),
                RunFolder.start(given.out(), given.force(), request, context)
                        .record(task -> train(given.out(), p, task)));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        Parameters p = recording.run().record().parametersAs(Parameters.class);
        return finished(run, recording.record(task -> train(run, p, task)));
    }

    /// What is needed to go on is not part of a checkpoint.
    private static Result finished(Path run, Result result) {
        OutputFolder.delete(run.resolve(STATE));
        return result;
    }

    private static Result train(Path run, Parameters parameters, TaskContext context) {
        try (EasyVqa data = EasyVqa.open(parameters.data())) {
            long start = System.nanoTime();
            TorchThreads.use(parameters.threads());
            LlavaTraining.Trained trained =
                    LlavaTraining.train(data, parameters.options(), new TrainingFile(run.resolve(STATE)), context);
            HuggingFaceFolder.write(run, trained);
            double seconds = (System.nanoTime() - start) / 1e9;
            Evaluation test = data.questions(Split.TEST).isEmpty() ? null : measure(run, data, context);
            Json.write(run.resolve("training.json"), record(parameters, trained, test, seconds));
            long count = trained.tensors().values().stream()
                    .mapToLong(tensor -> tensor.values().length)
                    .sum();
            return new Result("espalier.train/1", run, count, trained.curve(), test, seconds);
        }
    }

    /// The finished checkpoint on questions that training never saw.
    private static Evaluation measure(Path folder, EasyVqa data, TaskContext context) {
        try (LlavaModel model = LlavaModel.open(folder);
                Questions questions = Questions.open(folder, model.config(), true)) {
            BatchDecoder decoder = new BatchDecoder(GreedyDecoder.of(model, questions.tokenizer()));
            return EasyVqaBenchmark.run(decoder, questions, data, 0, context);
        }
    }

    private static TrainingRecord record(
            Parameters parameters, LlavaTraining.Trained trained, @Nullable Evaluation test, double seconds) {
        return new TrainingRecord(
                "espalier.training/1",
                CommandText.of(command(parameters)),
                LocalDate.now(ZoneOffset.UTC).toString(),
                Runtime.getRuntime().availableProcessors(),
                parameters.threads(),
                seconds,
                "easy-VQA, official split: the curve is on held-out training pictures, the test on the test questions",
                parameters.options(),
                trained.curve(),
                test);
    }

    private static List<String> command(Parameters p) {
        TrainingOptions o = p.options();
        return List.of(
                "model",
                "train",
                "--data",
                p.data().toString(),
                "--out",
                p.out().toString(),
                "--seed",
                Long.toString(o.seed()),
                "--threads",
                Integer.toString(p.threads()),
                "--tower-passes",
                Integer.toString(o.towerPasses()),
                "--passes",
                Integer.toString(o.passes()),
                "--tower-batch",
                Integer.toString(o.towerBatch()),
                "--batch",
                Integer.toString(o.batch()),
                "--learning-rate",
                Float.toString(o.learningRate()),
                "--tower-rate",
                Float.toString(o.towerRate()),
                "--held-out",
                Integer.toString(o.heldOut()),
                "--pictures",
                Integer.toString(o.pictures()));
    }
}
