package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.SequencedMap;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.model.eval.EasyVqaBenchmark;
import org.espalier.model.eval.Evaluation;
import org.espalier.model.llava.BatchDecoder;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;

/// Asks a LLaVA the questions of a benchmark and counts the right answers.
public final class ModelEvaluateStep implements Step<ModelEvaluateStep.Parameters, ModelEvaluateStep.Result> {

    /// What to measure.
    ///
    /// @param model the checkpoint
    /// @param benchmark which questions
    /// @param data where they are
    /// @param samples questions at most, the first ones; 0 means all
    public record Parameters(Path model, Benchmark benchmark, Path data, int samples) {}

    /// The benchmarks that can be asked.
    public enum Benchmark {
        /// Drawn shapes, one word per answer.
        EASY_VQA
    }

    /// What was measured, everything in percent.
    ///
    /// @param schema `espalier.evaluation/1`
    /// @param benchmark its name
    /// @param samples questions asked
    /// @param accuracy share of right answers
    /// @param parts the same by kind of question
    /// @param label measured
    public record Result(
            String schema,
            String benchmark,
            int samples,
            double accuracy,
            SequencedMap<String, Double> parts,
            String label) {}

    @Override
    public String name() {
        return "model evaluate";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        context.stage("Loading " + parameters.model());
        try (LlavaModel model = LlavaModel.open(parameters.model());
                Questions questions = Questions.open(parameters.model(), model.config(), true)) {
            BatchDecoder decoder = new BatchDecoder(GreedyDecoder.of(model, questions.tokenizer()));
            Evaluation evaluation = switch (parameters.benchmark()) {
                case EASY_VQA -> {
                    try (EasyVqa data = EasyVqa.open(parameters.data())) {
                        yield EasyVqaBenchmark.run(decoder, questions, data, parameters.samples(), context);
                    }
                }
            };
            return new Result(
                    "espalier.evaluation/1",
                    evaluation.benchmark(),
                    evaluation.samples(),
                    evaluation.accuracy(),
                    evaluation.parts(),
                    Label.MEASURED.word());
        }
    }
}
