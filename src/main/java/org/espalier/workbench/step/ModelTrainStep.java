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
import org.espalier.model.llava.training.TowerFile;
import org.espalier.model.llava.training.TowerStore;
import org.espalier.model.llava.training.TrainingOptions;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// Trains the sample LLaVA on easy-VQA and writes it as a Hugging Face folder with its record.
public final class ModelTrainStep implements Step<ModelTrainStep.Parameters, ModelTrainStep.Result> {

    /// What to train.
    ///
    /// @param data the easy-VQA release, a folder or zip
    /// @param out the checkpoint's folder
    /// @param force replace what is there
    /// @param threads threads of the dense engine; 0 leaves the engine's choice
    /// @param state keeps stage one for a second start; null keeps nothing
    /// @param options how to train
    public record Parameters(
            Path data,
            Path out,
            boolean force,
            int threads,
            @Nullable Path state,
            TrainingOptions options) {}

    /// What was trained.
    ///
    /// @param schema `espalier.train/1`
    /// @param folder the checkpoint
    /// @param parameters in the model
    /// @param curve one point per pass, on held-out training pictures
    /// @param test accuracy on the official test questions; null where the data has none
    /// @param seconds the training took
    public record Result(
            String schema,
            Path folder,
            long parameters,
            List<CurvePoint> curve,
            @Nullable Evaluation test,
            double seconds) {}

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
    public Result run(Parameters parameters, TaskContext context) {
        try (OutputFolder out = OutputFolder.create(parameters.out(), parameters.force());
                EasyVqa data = EasyVqa.open(parameters.data())) {
            long start = System.nanoTime();
            TorchThreads.use(parameters.threads());
            TrainingOptions options = parameters.options();
            TowerStore store = parameters.state() == null ? TowerStore.NONE : new TowerFile(parameters.state());
            LlavaTraining.Trained trained = LlavaTraining.train(data, options, store, context);
            HuggingFaceFolder.write(out.path(), trained);
            double seconds = (System.nanoTime() - start) / 1e9;
            Evaluation test = data.questions(Split.TEST).isEmpty() ? null : measure(out.path(), data, context);
            Json.write(out.path().resolve("training.json"), record(parameters, trained, test, seconds));
            out.commit();
            long count = trained.tensors().values().stream()
                    .mapToLong(tensor -> tensor.values().length)
                    .sum();
            return new Result("espalier.train/1", parameters.out(), count, trained.curve(), test, seconds);
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
        TrainingOptions o = parameters.options();
        String command = "espalier model train --data easy_vqa.zip --out llava-easy-vqa --seed " + o.seed()
                + " --threads " + parameters.threads() + " --tower-passes " + o.towerPasses() + " --passes "
                + o.passes() + " --tower-batch " + o.towerBatch() + " --batch " + o.batch() + " --learning-rate "
                + o.learningRate() + " --tower-rate " + o.towerRate() + " --held-out " + o.heldOut() + " --pictures "
                + o.pictures();
        return new TrainingRecord(
                "espalier.training/1",
                command,
                LocalDate.now(ZoneOffset.UTC).toString(),
                Runtime.getRuntime().availableProcessors(),
                parameters.threads(),
                seconds,
                "easy-VQA, official split: the curve is on held-out training pictures, the test on the test questions",
                o,
                trained.curve(),
                test);
    }
}
