package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.packed.PackedFile;
import org.espalier.model.eval.AnswerFile;
import org.espalier.model.eval.Benchmark;
import org.espalier.model.eval.BenchmarkName;
import org.espalier.model.eval.JudgedScore;
import org.espalier.model.eval.Judgments;
import org.espalier.model.eval.ModelAnswers;
import org.espalier.model.eval.Part;
import org.espalier.model.eval.Question;
import org.espalier.model.eval.Quirk;
import org.espalier.model.eval.Rules;
import org.espalier.model.eval.Score;
import org.espalier.model.llava.BatchDecoder;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.PackedModel;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.TokenAnswers;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// `model evaluate`: asks a LLaVA the questions of a benchmark and scores its answers, or scores a file of answers or
/// judgments.
public final class ModelEvaluateStep
        implements Step<ModelEvaluateStep.Parameters, ModelEvaluateStep.Result>, Resumable<ModelEvaluateStep.Result> {

    /// What to measure.
    ///
    /// @param model the checkpoint; null where a file is scored
    /// @param benchmark which questions
    /// @param data where they are; may be null for judgments only
    /// @param samples questions at most, the first ones; 0 means all
    /// @param answers files of answers (one) or judgments (one per review); empty where a model is asked
    /// @param judge who judged; null for what the files say
    /// @param judged the day of the judgments; null for the files' own
    /// @param compat whether the published scripts' quirks are kept
    /// @param longest tokens at most per answer; 0 for the benchmark's own limit
    /// @param export where the answers go in the benchmark's own form; null writes none
    /// @param out a run folder, which makes a long evaluation resumable; null keeps none
    /// @param force whether to replace what is at `out`
    public record Parameters(
            @Nullable Path model,
            BenchmarkName benchmark,
            @Nullable Path data,
            int samples,
            List<Path> answers,
            @Nullable String judge,
            @Nullable String judged,
            boolean compat,
            int longest,
            @Nullable Path export,
            @Nullable Path out,
            boolean force) {

        /// A model on a benchmark, everything else as usual.
        public static Parameters of(Path model, BenchmarkName benchmark, Path data, int samples) {
            return new Parameters(model, benchmark, data, samples, List.of(), null, null, true, 0, null, null, false);
        }
    }

    /// Who judged.
    ///
    /// @param date the day, ISO 8601
    /// @param files where the judgments come from
    /// @param reviews the score of each review, in percent
    public record Judgment(String judge, String date, List<String> files, List<Double> reviews) {}

    /// What was measured, everything in percent.
    ///
    /// @param schema `espalier.evaluation/1`
    /// @param benchmark its name
    /// @param samples questions scored
    /// @param accuracy the benchmark's main figure; null where answers were only written for a judge or a
    ///     server
    /// @param parts the same by kind of question
    /// @param label measured, or imported where a judge gave it
    /// @param rules compat or corrected
    /// @param quirks of the published script that were kept
    /// @param missing questions without an answer, which count as wrong (of a judged benchmark: that were
    ///     not judged)
    /// @param failed answers that could not be understood, which count as wrong (of a judged one: rejected
    ///     judgments)
    /// @param leftOut questions whose picture is not there; they were not asked
    /// @param judgment who judged; absent where nobody did
    public record Result(
            String schema,
            String benchmark,
            int samples,
            @Nullable Double accuracy,
            SequencedMap<String, Part> parts,
            String label,
            String rules,
            List<String> quirks,
            int missing,
            int failed,
            int leftOut,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Judgment judgment) {}

    @Override
    public String name() {
        return "model evaluate";
    }

    @Override
    public Result run(Parameters p, TaskContext context) {
        EvaluationRequest.check(p);
        Path out = p.out();
        if (out == null) {
            return evaluate(p, null, context);
        }
        RunRequest request = EvaluationRequest.of(p);
        return RunFolder.start(out, p.force(), request, context).record(task -> evaluate(p, out, task));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(task -> evaluate(recording.run().record().parametersAs(Parameters.class), run, task));
    }

    private static Result evaluate(Parameters p, @Nullable Path run, TaskContext context) {
        return p.benchmark().judged() && !p.answers().isEmpty() ? judged(p) : answered(p, run, context);
    }

    private static Result judged(Parameters p) {
        Judgments judgments = Judgments.read(p.answers(), p.judge(), p.judged());
        Path data = p.data();
        try (Benchmark opened =
                data == null ? p.benchmark().of(judgments) : p.benchmark().open(data)) {
            Benchmark.Judged benchmark = (Benchmark.Judged) opened;
            JudgedScore score = benchmark.score(first(benchmark.questions(), p.samples()), judgments);
            Judgment judgment = new Judgment(
                    judgments.judge(),
                    judgments.date(),
                    judgments.files().stream().map(Path::toString).toList(),
                    score.reviews());
            return result(p, score.score(), 0, Label.IMPORTED, judgment);
        }
    }

    private static Result answered(Parameters p, @Nullable Path run, TaskContext context) {
        try (Benchmark benchmark = p.benchmark().open(EvaluationRequest.data(p))) {
            List<Question> asked = first(benchmark.questions(), p.samples());
            Map<String, String> answers;
            int leftOut = 0;
            if (p.answers().isEmpty()) {
                List<Question> seen =
                        asked.stream().filter(benchmark::hasPicture).toList();
                leftOut = asked.size() - seen.size();
                EvaluationRequest.reportLeftOut(leftOut, asked, context);
                asked = seen;
                answers = ask(p, benchmark, asked, run, context);
            } else {
                answers = AnswerFile.read(p.answers().getFirst());
                EvaluationRequest.checkOverlap(p, asked, answers);
            }
            Path export = p.export();
            if (export != null) {
                benchmark.export(asked, answers, EvaluationRequest.modelName(p)).write(export);
            }
            if (benchmark instanceof Benchmark.Scored scored && scored.scorable()) {
                Rules rules = p.compat() ? Rules.COMPAT : Rules.CORRECTED;
                return result(p, scored.score(asked, answers, rules), leftOut, Label.MEASURED, null);
            }
            if (export == null && run == null) {
                throw EvaluationRequest.unscorable(p);
            }
            int missing = (int)
                    asked.stream().filter(q -> !answers.containsKey(q.id())).count();
            return new Result(
                    "espalier.evaluation/1",
                    p.benchmark().word(),
                    asked.size(),
                    null,
                    new LinkedHashMap<>(),
                    Label.MEASURED.word(),
                    "none",
                    List.of(),
                    missing,
                    0,
                    leftOut,
                    null);
        }
    }

    private static Map<String, String> ask(
            Parameters p, Benchmark benchmark, List<Question> asked, @Nullable Path run, TaskContext context) {
        Path folder = EvaluationRequest.model(p);
        context.stage("Loading " + folder);
        int longest = p.longest() > 0 ? p.longest() : benchmark.longestAnswer();
        if (PackedFile.is(folder)) {
            return askPacked(folder, longest, benchmark, asked, run, context);
        }
        try (LlavaModel model = LlavaModel.open(folder);
                Questions questions = Questions.open(folder, model.config(), true);
                AnswerLog log = AnswerLog.open(run)) {
            BatchDecoder decoder = new BatchDecoder(GreedyDecoder.of(model, questions.tokenizer()));
            return new ModelAnswers(decoder, questions).ask(benchmark, asked, log.known(), longest, log::add, context);
        }
    }

    /// A packed file's answers are the own decoder's, one question at a time.
    private static Map<String, String> askPacked(
            Path file,
            int longest,
            Benchmark benchmark,
            List<Question> asked,
            @Nullable Path run,
            TaskContext context) {
        try (PackedModel packed = PackedModel.open(file);
                Questions questions =
                        Questions.open(packed.folder(), packed.model().config(), true);
                RowTeam team = new RowTeam(Runtime.getRuntime().availableProcessors());
                AnswerLog log = AnswerLog.open(run)) {
            GreedyDecoder greedy = GreedyDecoder.of(packed.model(), questions.tokenizer());
            TokenDecoder decoder = new TokenDecoder(packed.weights(), new Multiplier(FastestKernels.shared(), team));
            return new ModelAnswers(new TokenAnswers(greedy, decoder), questions)
                    .ask(benchmark, asked, log.known(), longest, log::add, context);
        }
    }

    private static List<Question> first(List<Question> questions, int samples) {
        return samples > 0 && samples < questions.size() ? questions.subList(0, samples) : new ArrayList<>(questions);
    }

    private static Result result(Parameters p, Score score, int leftOut, Label label, @Nullable Judgment judgment) {
        return new Result(
                "espalier.evaluation/1",
                p.benchmark().word(),
                score.samples(),
                score.accuracy(),
                score.parts(),
                label.word(),
                p.compat() ? "compat" : "corrected",
                p.compat()
                        ? Quirk.of(p.benchmark().word()).stream()
                                .map(Quirk::word)
                                .toList()
                        : List.of(),
                score.missing(),
                score.failed(),
                leftOut,
                judgment);
    }
}
