package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.PruneSearchChoices;
import org.espalier.workbench.step.PruneSearchParameters;
import org.espalier.workbench.step.PruneSearchStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `prune search`.
@Command(
        name = "search",
        description = {
            "Search the share of each layer to prune, by a few samples with answers: loss on the samples + eta * a norm"
                    + " of the pruned weights, all candidates pruning exactly as much, and the projector tuned for the"
                    + " best of them between generations.",
            "What the paper leaves open is a choice of this program's, named below with its reason."
        },
        footer = {
            "Example:",
            "  espalier prune search assets/llava-easy-vqa --out run --target 0.8 \\",
            "      --calibration assets/data/easy-vqa/calibration.jsonl --images assets/data/easy-vqa/train/images"
        })
final class PruneSearchCommand extends StepCommand<PruneSearchStep.Result> {

    @Parameters(paramLabel = "PATH", description = "The LLaVA checkpoint's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(names = "--out", paramLabel = "RUN", required = true, description = "The run folder; see 'run resume'.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--force", description = "Replace what is at --out.")
    private boolean force;

    @Option(
            names = "--calibration",
            paramLabel = "F.jsonl",
            description = "Samples, one JSON object a line: question_id, image, text or prompt, answer (needed).")
    private @Nullable Path calibration;

    @Option(names = "--images", paramLabel = "DIR", description = "The samples' pictures; default: the file's folder.")
    private @Nullable Path images;

    @Option(
            names = "--held-out",
            paramLabel = "F.jsonl",
            description =
                    "Samples that only report, and decide whether a tuned projector is kept; default: held-out.jsonl"
                            + " beside --calibration, else its further lines.")
    private @Nullable Path heldOut;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "An easy-VQA folder: the winner answers its official test questions at the end.")
    private @Nullable Path data;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "Samples to search by; default: ${DEFAULT-VALUE}, as in the paper.")
    private int samples = 64;

    @Option(
            names = "--target",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "Share of the decoder's linear weights that every candidate prunes, to the weight; default:"
                    + " ${DEFAULT-VALUE}.")
    private double target = 0.5;

    @Option(
            names = "--mode",
            defaultValue = "auto",
            description =
                    "How candidates are pruned: exact (OBS each, layer by layer), nested (rank maps made once: fast;"
                            + " the winner is pruned by OBS) or auto (exact up to 50 million weights); default: ${DEFAULT-VALUE}.")
    private String mode = "auto";

    @Option(
            names = "--unit",
            defaultValue = "half",
            description = "What shares a ratio: block, half (attention or MLP of a block) or matrix; default:"
                    + " ${DEFAULT-VALUE}, both being large and unlike.")
    private String unit = "half";

    @Option(names = "--lowest", paramLabel = "R", description = "Lowest ratio of a gene; default: target - 0.3.")
    private @Nullable Double lowest;

    @Option(
            names = "--highest",
            paramLabel = "R",
            description = "Highest ratio of a gene; default: target + 0.3, at most 0.97.")
    private @Nullable Double highest;

    @Option(names = "--step", paramLabel = "R", defaultValue = "0.05", description = "Grid; default: ${DEFAULT-VALUE}.")
    private double step = 0.05;

    @Option(
            names = "--strategy",
            defaultValue = "evolution",
            description = "evolution, or as a baseline random (as many candidates), uniform, owl, ecoflap; default:"
                    + " ${DEFAULT-VALUE}.")
    private String strategy = "evolution";

    @Option(
            names = "--population",
            paramLabel = "N",
            defaultValue = "24",
            description = "Candidates in a generation; default: ${DEFAULT-VALUE}.")
    private int population = 24;

    @Option(
            names = "--generations",
            paramLabel = "N",
            defaultValue = "20",
            description = "Generations at most; default: ${DEFAULT-VALUE}.")
    private int generations = 20;

    @Option(
            names = "--parents",
            defaultValue = "8",
            description = "Best that have children; default: ${DEFAULT-VALUE}.")
    private int parents = 8;

    @Option(names = "--elites", defaultValue = "2", description = "Best that stay; default: ${DEFAULT-VALUE}.")
    private int elites = 2;

    @Option(
            names = "--immigrants",
            defaultValue = "1",
            description = "Drawn anew each generation; default: ${DEFAULT-VALUE}.")
    private int immigrants = 1;

    @Option(
            names = "--mutation",
            defaultValue = "0.15",
            description = "Chance of a gene to move one or two steps; default: ${DEFAULT-VALUE}.")
    private double mutation = 0.15;

    @Option(
            names = "--proposals",
            paramLabel = "N",
            defaultValue = "32",
            description = "Children drawn for each that is scored: a guess from all scores so far, which costs next to"
                    + " nothing, picks the most promising; 1 scores every child; default: ${DEFAULT-VALUE}.")
    private int proposals = 32;

    @Option(
            names = "--patience",
            defaultValue = "5",
            description = "Generations without improvement before the end; 0: never; default: ${DEFAULT-VALUE}.")
    private int patience = 5;

    @Option(
            names = "--loss",
            defaultValue = "answers",
            description =
                    "answers (cross-entropy of the answers' tokens), kl (divergence from the dense model) or errors"
                            + " (share of wrong answers: coarse); default: ${DEFAULT-VALUE}.")
    private String loss = "answers";

    @Option(
            names = "--omega",
            defaultValue = "spectral",
            description =
                    "Norm term: spectral (largest singular value, pruned over dense), relative (Frobenius norm"
                            + " likewise), sum, log-product (of Frobenius norms), distance (from the dense weights) or none;"
                            + " default: ${DEFAULT-VALUE}, which on the sample tells best how a policy does on unseen questions.")
    private String omega = "spectral";

    @Option(
            names = "--eta",
            paramLabel = "X",
            defaultValue = "0.1",
            description =
                    "Weight of omega beside a loss in nats a token, or adaptive (ratio of their spreads in the first"
                            + " generation); default: ${DEFAULT-VALUE}.")
    private String eta = "0.1";

    @Option(
            names = "--folds",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Parts of the samples, each scored with weights calibrated on the others; 1 calibrates and scores"
                            + " on the same; default: ${DEFAULT-VALUE}, half as dear, omega telling as much.")
    private int folds = 1;

    @Option(
            names = "--weighting",
            defaultValue = "answers",
            description =
                    "What counts alike in calibration: tokens (as published), modality (pictures and texts) or answers"
                            + " (pictures, texts and places of answers); default: ${DEFAULT-VALUE}: nine tokens in ten are"
                            + " pictures'.")
    private String weighting = "answers";

    @Option(
            names = "--no-refit",
            description =
                    "Prune as SparseGPT does. Without this, layers aim at the dense model's outputs and kept weights"
                            + " are solved for at the end.")
    private boolean noRefit;

    @Option(
            names = "--damping",
            defaultValue = "0.02",
            description =
                    "Share of the mean squared input added before inverting; default: ${DEFAULT-VALUE}; published:"
                            + " 0.01.")
    private double damping = 0.02;

    @Option(
            names = "--block",
            defaultValue = "32",
            description =
                    "Columns whose mask is chosen together; default: ${DEFAULT-VALUE}, for masks follow updates more"
                            + " closely; published: 128.")
    private int block = 32;

    @Option(
            names = "--picture-stride",
            paramLabel = "N",
            defaultValue = "4",
            description = "Of pictures' tokens, every N-th is calibrated on; default: ${DEFAULT-VALUE}: neighbours are"
                    + " alike.")
    private int pictureStride = 4;

    @Option(
            names = "--evolve-every",
            paramLabel = "N",
            defaultValue = "5",
            description = "Generations between tunings of the projector, and one at the end; 0: none; default:"
                    + " ${DEFAULT-VALUE}.")
    private int evolveEvery = 5;

    @Option(
            names = "--candidates",
            paramLabel = "K",
            defaultValue = "4",
            description = "Best policies that the projector is tuned for; default: ${DEFAULT-VALUE}.")
    private int candidates = 4;

    @Option(
            names = "--projector-steps",
            defaultValue = "20",
            description = "Updates in a tuning; default: ${DEFAULT-VALUE}.")
    private int projectorSteps = 20;

    @Option(
            names = "--projector-batch",
            defaultValue = "4",
            description = "Samples in an update; default: ${DEFAULT-VALUE}.")
    private int projectorBatch = 4;

    @Option(
            names = "--projector-rate",
            description = "Learning rate (AdamW, no decay); default: 2e-5, LLaVA's for fine-tuning, times the"
                    + " root of 4096 / width.")
    private @Nullable Double projectorRate;

    @Option(
            names = "--projector-aim",
            defaultValue = "states",
            description =
                    "What the projector learns: states (the dense model's, at every token: the few gold answers are"
                            + " soon learned by heart) or answers; default: ${DEFAULT-VALUE}.")
    private String projectorAim = "states";

    @Option(names = "--no-narrowing", description = "Do not narrow the ranges of ratios around the survivors.")
    private boolean noNarrowing;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Candidates scored at a time; the result does not depend on it; default: ${DEFAULT-VALUE}.")
    private int workers = 1;

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of everything random; which samples are drawn as in 'prune apply'; default:"
                    + " ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    PruneSearchStep.Result work(TaskContext context) {
        Path file = calibration;
        if (file == null) {
            throw WorkbenchException.usage(
                    "search.calibration",
                    "a search needs samples with answers",
                    "Add --calibration F.jsonl --images DIR; assets/data/easy-vqa/calibration.jsonl is one.");
        }
        PruneSearchChoices c = new PruneSearchChoices(unit, strategy, loss, omega, eta, weighting, projectorAim);
        return new PruneSearchStep().run(parameters(file, c), context);
    }

    private PruneSearchParameters parameters(Path file, PruneSearchChoices c) {
        return new PruneSearchParameters(
                model,
                out,
                file,
                images,
                heldOut,
                data,
                samples,
                target,
                mode,
                c.unit(),
                lowest,
                highest,
                step,
                c.strategy(),
                population,
                generations,
                parents,
                elites,
                immigrants,
                mutation,
                proposals,
                patience,
                c.loss(),
                c.omega(),
                c.eta(),
                folds,
                c.weighting(),
                !noRefit,
                damping,
                block,
                pictureStride,
                evolveEvery,
                candidates,
                projectorSteps,
                projectorBatch,
                projectorRate,
                c.projectorAim(),
                !noNarrowing,
                workers,
                spark.target(),
                seed,
                force);
    }

    @Override
    void print(PruneSearchStep.Result result, PrintWriter print) {
        result.policy().forEach((layer, ratio) -> print.printf(Locale.ROOT, "%6.2f %%  %s%n", 100 * ratio, layer));
        print.printf(
                Locale.ROOT,
                "%,d weights pruned: %.2f %% of the decoder's linear weights; %d candidates scored (%s)%n",
                result.zeros(),
                100 * result.sparsity(),
                result.scored(),
                result.mode());
        PruneSearchStep.ObjectiveParts parts = result.objective();
        print.printf(
                Locale.ROOT,
                "%s: %.4f; loss on the samples %.4f, on held-out samples %.4f, gap %+.4f%n",
                parts.name(),
                parts.value(),
                parts.proxyLoss(),
                parts.heldOutLoss(),
                parts.gap());
        PruneSearchStep.Accuracies right = result.accuracies();
        print.printf(
                Locale.ROOT,
                "right: samples %.2f %%, held out %.2f %% (dense %.2f %%), measured%n",
                right.proxy(),
                right.heldOut(),
                right.dense());
        if (right.test() != null) {
            print.printf(Locale.ROOT, "right on the official test questions: %.2f %%, measured%n", right.test());
        }
        print.println("written: " + out.resolve("policy.json") + ", " + out.resolve("checkpoint"));
    }
}
