package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Modalities;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.Ratios;
import org.espalier.compress.prune.TieRule;
import org.espalier.model.Component;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.PruneApplyStep;
import org.espalier.workbench.step.PruneWhatIfStep;
import org.espalier.workbench.step.Structure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `prune apply`.
@Command(
        name = "apply",
        description = "Prune a LLaVA or LLaMA checkpoint into a new one in the same layout and types.",
        footer = {
            "Examples:",
            "  espalier prune apply assets/llava-easy-vqa --out pruned --sparsity 0.5",
            "  espalier prune apply assets/llava-easy-vqa --out pruned --criterion wanda \\",
            "      --calibration assets/data/easy-vqa/calibration.jsonl --images assets/data/easy-vqa/train/images",
            "  espalier prune apply 7b --what-if"
        })
final class PruneApplyCommand extends StepCommand<Record> {

    @Parameters(
            paramLabel = "PATH",
            description = "The checkpoint's folder; with --what-if also a config.json, or 7b or 13b.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the pruned checkpoint goes.")
    private @Nullable Path out;

    @Option(
            names = "--what-if",
            description = "Prune nothing: measure on this machine what each pattern and sparsity would give in bytes,"
                    + " memory and tokens per second, with random weights of the model's shape.")
    private boolean whatIf;

    @Option(names = "--force", description = "Replace what is at --out.")
    private boolean force;

    @Option(
            names = "--criterion",
            defaultValue = "magnitude",
            description = "magnitude (smallest weights of a layer), wanda (weight times norm of its input, per output),"
                    + " wanda-variant (every output loses the same share of its scores' sum, not the same number)"
                    + " or obs (SparseGPT: least loss, the others make up for it); default: ${DEFAULT-VALUE}.")
    private String criterion = "magnitude";

    @Option(
            names = "--sparsity",
            paramLabel = "S",
            description = "The share of each layer's weights to prune, in [0, 1); default: 0.5, or the pattern's.")
    private @Nullable Double sparsity;

    @Option(names = "--policy", paramLabel = "F", description = "Ratios by layer, from a policy file.")
    private @Nullable Path policy;

    @Option(
            names = "--pattern",
            defaultValue = "unstructured",
            description = "unstructured, 2:4 or 4:8; default: ${DEFAULT-VALUE}.")
    private String pattern = "unstructured";

    @Option(
            names = "--ties",
            defaultValue = "exact",
            description = "exact (just as many as asked, lower index first) or compat (all up to the threshold, as"
                    + " published code does); default: ${DEFAULT-VALUE}.")
    private TieRule ties = TieRule.EXACT;

    @Option(
            names = "--calibration",
            paramLabel = "F.jsonl",
            description = "Samples, one JSON object a line: question_id, image, text or prompt, answer. Needed by"
                    + " wanda and obs.")
    private @Nullable Path calibration;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "The samples' pictures; default: the folder of the calibration file.")
    private @Nullable Path images;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many samples to use at most; default: ${DEFAULT-VALUE}.")
    private int samples = 64;

    @Option(
            names = "--components",
            split = ",",
            defaultValue = "language_model",
            description = "What to prune: language_model, vision_tower, projector; default: ${DEFAULT-VALUE}.")
    private List<String> components = List.of("language_model");

    @Option(
            names = "--ratios",
            paramLabel = "R",
            defaultValue = "uniform",
            description =
                    "How --sparsity is shared out: uniform, owl (blocks with outliers keep more; M 5, lambda 0.08)"
                            + " or ecoflap (layers the loss hangs on keep more, by forward passes with noise; for models that"
                            + " run in seconds); default: ${DEFAULT-VALUE}.")
    private String ratios = "uniform";

    @Option(
            names = "--structure",
            paramLabel = "S",
            defaultValue = "none",
            description =
                    "none (single weights), flap (whole heads and neurons, the same number from every block, biases"
                            + " making up for them: other programs load the result as it is), flap-global (one ranking over"
                            + " all blocks: sizes by block that only Espalier reads) or llm-pruner (by weight times gradient"
                            + " of the answers' loss, the same number from every block, no biases; the decoder must fit in"
                            + " memory with its gradients); default: ${DEFAULT-VALUE}. With --policy flap and llm-pruner cut"
                            + " each block by its own ratio; published LLM-Pruner spares the first four and the last two.")
    private String structure = "none";

    @Option(
            names = "--true-sequential",
            description = "Run a decoder block anew before each of q k v, o, gate up, down is pruned, so that each sees"
                    + " what was pruned before it in its own block: four passes a block instead of one.")
    private boolean sequential;

    @Option(
            names = "--modality-weight",
            paramLabel = "W",
            defaultValue = "alike",
            description = "How much calibration tokens count: alike (as published), balanced (pictures together as much"
                    + " as all text), or weights like image=0.1,text=1,answer=4; default: ${DEFAULT-VALUE}.")
    private String modalities = "alike";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Which samples are drawn if there are more than --samples; 0 takes the first;"
                    + " default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    Record work(TaskContext context) {
        if (whatIf) {
            return new PruneWhatIfStep().run(new PruneWhatIfStep.Parameters(model.toString(), sparsity), context);
        }
        Path folder = out;
        if (folder == null) {
            throw WorkbenchException.usage(
                    "prune.out", "--out is missing", "Say where the pruned checkpoint goes: --out DIR.");
        }
        Set<Component> parts = EnumSet.noneOf(Component.class);
        components.forEach(word -> parts.add(Component.parse(word.strip())));
        return new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                model,
                                folder,
                                force,
                                Criterion.parse(criterion),
                                Pattern.parse(pattern),
                                ties,
                                sparsity,
                                policy,
                                calibration,
                                images,
                                samples,
                                parts,
                                seed,
                                new PruneApplyStep.Details(
                                        Modalities.parse(modalities),
                                        Ratios.parse(ratios),
                                        Structure.parse(structure),
                                        sequential)),
                        context);
    }

    @Override
    void print(Record record, PrintWriter out) {
        if (record instanceof PruneWhatIfStep.Result gains) {
            WhatIfText.print(gains, out);
            return;
        }
        PruneApplyStep.Result result = (PruneApplyStep.Result) record;
        out.println("  asked      got    error  layer");
        for (PruneApplyStep.Layer layer : result.layers()) {
            out.printf(
                    Locale.ROOT,
                    "%6.2f %%  %6.2f %%  %6.4f  %s%n",
                    100 * layer.asked(),
                    100 * layer.got(),
                    layer.error(),
                    layer.name());
        }
        out.printf(
                Locale.ROOT,
                "%,d of %,d weights are %s: %.2f %% of the linear layers of %s%n",
                result.zeros() + result.cut(),
                result.weights(),
                result.cut() > 0 ? "cut out" : "zero",
                100 * result.sparsity(),
                String.join(", ", result.components()));
        PruneApplyStep.CalibrationReport seen = result.calibration();
        if (seen != null) {
            out.printf(
                    Locale.ROOT,
                    "calibrated on %d samples, %,d tokens, %.1f %% of them of pictures%n",
                    seen.samples(),
                    seen.tokens(),
                    100 * seen.imageShare());
        }
        out.printf(
                Locale.ROOT,
                "%.1f s, at most %,d MiB of memory (measured); written to %s%n",
                result.seconds(),
                result.peakBytes() >> 20,
                this.out);
    }

    @Override
    @Nullable
    Path recorded() {
        return whatIf ? null : out;
    }
}
