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
            names = "--unit",
            defaultValue = "half",
            description = "What shares a ratio: block, half (attention or MLP of a block) or matrix; default:"
                    + " ${DEFAULT-VALUE}, both being large and unlike.")
    private String unit = "half";

    @Mixin
    private final BreedingOptions breeding = new BreedingOptions();

    @Mixin
    private final ObjectiveOptions objective = new ObjectiveOptions();

    @Mixin
    private final CandidateOptions candidate = new CandidateOptions();

    @Mixin
    private final ProjectorOptions projector = new ProjectorOptions();

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
        PruneSearchChoices c = new PruneSearchChoices(
                unit,
                breeding.strategy,
                objective.loss,
                objective.omega,
                objective.eta,
                candidate.weighting,
                projector.aim);
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
                candidate.mode,
                c.unit(),
                breeding.lowest,
                breeding.highest,
                breeding.step,
                c.strategy(),
                breeding.population,
                breeding.generations,
                breeding.parents,
                breeding.elites,
                breeding.immigrants,
                breeding.mutation,
                breeding.proposals,
                breeding.patience,
                c.loss(),
                c.omega(),
                c.eta(),
                objective.folds,
                c.weighting(),
                !candidate.noRefit,
                candidate.damping,
                candidate.block,
                candidate.pictureStride,
                projector.evolveEvery,
                projector.candidates,
                projector.steps,
                projector.batch,
                projector.rate,
                c.projectorAim(),
                !breeding.noNarrowing,
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
