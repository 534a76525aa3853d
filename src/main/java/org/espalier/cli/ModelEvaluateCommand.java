package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.model.eval.BenchmarkName;
import org.espalier.model.eval.Part;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.step.ModelEvaluateStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model evaluate`.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measure a LLaVA on a benchmark's questions, or score a file of answers or judgments.",
        footer = {
            "",
            "Examples:",
            "  espalier model evaluate assets/llava-easy-vqa --benchmark easy-vqa --data assets/data/easy-vqa",
            "  espalier model evaluate --benchmark scienceqa --data scienceqa --answers answers.jsonl.gz",
            "  espalier model evaluate --benchmark llava-bench --answers review1.jsonl --answers review2.jsonl \\",
            "      --judge gpt-4-0314 --judged 2023-10-05",
            "",
            "Answer files, plain or gzipped: JSON lines {\"question_id\", \"text\"}, a VizWiz submission, MM-Vet's",
            "{\"v1_0\": \"...\"}, LLaVA's ScienceQA output or result. Judgments: LLaVA-Bench reviews, MM-Vet grades."
        })
final class ModelEvaluateCommand extends StepCommand<ModelEvaluateStep.Result> {

    /// Which rules score an answer.
    enum RulesChoice {
        /// The published scripts', quirks included.
        COMPAT,
        /// What the scripts mean.
        CORRECTED
    }

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "the checkpoint's folder; none with --answers")
    private @Nullable Path path;

    @Option(
            names = "--benchmark",
            defaultValue = "easy-vqa",
            paramLabel = "NAME",
            description = "which questions: easy-vqa, scienceqa, vizwiz, mm-vet, llava-bench, pope (${DEFAULT-VALUE})")
    private String benchmark = "easy-vqa";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the benchmark's folder, or its file of questions; pictures below it, in 'images' for example"
                    + " (easy-vqa: the shipped part)")
    private @Nullable Path data;

    @Option(
            names = "--samples",
            defaultValue = "0",
            paramLabel = "N",
            description = "the first N questions only (0: all)")
    private int samples;

    @Option(
            names = "--answers",
            paramLabel = "FILE",
            description = "score these answers (mm-vet, llava-bench: judgments, once per review) and ask no model")
    private List<Path> answers = List.of();

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "who made the judgments (default: what the file says)")
    private @Nullable String judge;

    @Option(names = "--judged", paramLabel = "DATE", description = "when, like 2024-05-31 (default: the file's date)")
    private @Nullable String judged;

    @Option(
            names = "--rules",
            defaultValue = "compat",
            description =
                    "compat: as the published scripts score, quirks included, so that scores compare with published"
                            + " ones; corrected: without the quirks (${DEFAULT-VALUE})")
    private RulesChoice rules = RulesChoice.COMPAT;

    @Option(
            names = "--max-new",
            defaultValue = "0",
            paramLabel = "N",
            description = "tokens at most per answer (0: 8 for easy-vqa, 1024 for mm-vet and llava-bench, else 128)")
    private int longest;

    @Option(names = "--export", paramLabel = "FILE", description = "write the answers in the benchmark's own form")
    private @Nullable Path export;

    @Option(
            names = "--out",
            paramLabel = "RUN",
            description = "keep a run folder with every answer as it comes; 'run resume' goes on from there")
    private @Nullable Path out;

    @Option(names = "--force", description = "replace what is at --out")
    private boolean force;

    @Override
    ModelEvaluateStep.Result work(TaskContext context) {
        BenchmarkName name = BenchmarkName.parse(benchmark);
        Path from = data == null && name == BenchmarkName.EASY_VQA
                ? Installation.assets().resolve("data/easy-vqa")
                : data;
        if (path == null && answers.isEmpty()) {
            throw WorkbenchException.usage(
                    "evaluate.subject",
                    "neither a checkpoint nor --answers was given",
                    "Name a checkpoint's folder to ask the model, or --answers FILE to score what it said.");
        }
        return new ModelEvaluateStep()
                .run(
                        new ModelEvaluateStep.Parameters(
                                path,
                                name,
                                from,
                                samples,
                                answers,
                                judge,
                                judged,
                                rules == RulesChoice.COMPAT,
                                longest,
                                export,
                                out,
                                force),
                        context);
    }

    @Override
    void print(ModelEvaluateStep.Result result, PrintWriter print) {
        if (result.accuracy() == null) {
            print.printf(Locale.ROOT, "%s: %,d answers written, not scored%n", result.benchmark(), result.samples());
        } else {
            print.printf(
                    Locale.ROOT,
                    "%s: %.2f %% over %,d questions (%s)%n",
                    result.benchmark(),
                    result.accuracy(),
                    result.samples(),
                    result.label());
        }
        result.parts().forEach((kind, part) -> {
            print.printf(Locale.ROOT, "  %-14s %6.2f %%", kind, part.percent());
            if (part instanceof Part.YesNo yesNo) {
                print.printf(
                        Locale.ROOT,
                        "  F1 %.2f, precision %.2f, recall %.2f, yes %.2f %%",
                        yesNo.f1(),
                        yesNo.precision(),
                        yesNo.recall(),
                        yesNo.yes());
            }
            print.println();
        });
        ModelEvaluateStep.Judgment judgment = result.judgment();
        if (judgment != null) {
            print.println("  judged by " + judgment.judge() + ", " + judgment.date() + ", imported from "
                    + String.join(", ", judgment.files()));
        }
        count(print, result.missing(), judgment == null ? "without an answer (wrong)" : "not judged");
        count(print, result.failed(), judgment == null ? "not understood (wrong)" : "judgments rejected");
        count(print, result.leftOut(), "left out, their pictures are not there");
    }

    private static void count(PrintWriter print, int count, String what) {
        if (count > 0) {
            print.printf(Locale.ROOT, "  %,d %s%n", count, what);
        }
    }
}
