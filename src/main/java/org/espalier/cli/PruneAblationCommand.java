package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.PruneAblationStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `prune ablation`.
@Command(
        name = "ablation",
        description = {
            "What each part of the policy search is worth: magnitude, Wanda, OBS, OWL, random search, the search without"
                    + " its norm term and without projector tuning, and whole; over seeds, on easy-VQA.",
            "Writes table.md and plot.svg into the run folder. Each seed draws its samples from the training questions;"
                    + " test questions choose nothing."
        },
        footer = "Example: espalier prune ablation assets/llava-easy-vqa --data easy-vqa --out run --seeds 5")
final class PruneAblationCommand extends StepCommand<PruneAblationStep.Result> {

    @Parameters(paramLabel = "PATH", description = "The LLaVA checkpoint's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "A whole copy of easy-VQA.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(names = "--out", paramLabel = "RUN", required = true, description = "The run folder; see 'run resume'.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "NAME",
            description =
                    "What to compare, of magnitude, wanda, obs-uniform, obs-owl, obs-random-search, refit-uniform,"
                            + " random-search, without-omega, without-projector, whole; default: all.")
    private List<String> methods = List.of();

    @Option(
            names = "--sparsities",
            split = ",",
            defaultValue = "0.7,0.8,0.84",
            description = "Shares of the decoder's linear weights; default: ${DEFAULT-VALUE}, where uniform OBS loses"
                    + " little, some and much.")
    private List<Double> sparsities = List.of(0.7, 0.8, 0.84);

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "5", description = "Seeds; default: ${DEFAULT-VALUE}.")
    private int seeds = 5;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "Samples to search by, and as many held out; default: ${DEFAULT-VALUE}.")
    private int samples = 64;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "0",
            description = "Test questions, the first ones; 0: all; default: ${DEFAULT-VALUE}.")
    private int questions;

    @Option(
            names = "--population",
            paramLabel = "N",
            defaultValue = "8",
            description = "Candidates in a generation; default: ${DEFAULT-VALUE}.")
    private int population = 8;

    @Option(
            names = "--generations",
            paramLabel = "N",
            defaultValue = "4",
            description = "Generations; random search tries as many candidates; default: ${DEFAULT-VALUE}.")
    private int generations = 4;

    @Option(names = "--force", description = "Replace what is at --out.")
    private boolean force;

    @Override
    PruneAblationStep.Result work(TaskContext context) {
        return new PruneAblationStep()
                .run(
                        new PruneAblationStep.Parameters(
                                model,
                                data,
                                out,
                                methods,
                                sparsities,
                                seeds,
                                samples,
                                questions,
                                population,
                                generations,
                                force),
                        context);
    }

    @Override
    void print(PruneAblationStep.Result result, PrintWriter print) {
        result.summary()
                .forEach(s -> print.printf(
                        Locale.ROOT,
                        "%3.0f %%  %-18s %6.2f ± %.2f %%  gap %+.4f  (%d seeds)%n",
                        100 * s.sparsity(),
                        s.method(),
                        s.mean(),
                        s.deviation(),
                        s.gap(),
                        s.seeds()));
        print.printf(
                Locale.ROOT, "dense %.2f %%; measured on %,d test questions%n", result.dense(), result.questions());
    }
}
