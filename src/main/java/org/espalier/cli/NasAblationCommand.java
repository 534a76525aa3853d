package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.NasAblationStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas ablation`.
@Command(
        name = "ablation",
        description = {
            "What the subnet search is worth: the uniform subnet that fills the flash best, the best of uniform subnets,"
                    + " random search, evolution, and evolution guided by what it learned, within the same limits, all"
                    + " but the first with as many measurements.",
            "Every winner, or as many finalists of each, is fine-tuned alike. Validation chooses, the test part judges. Writes table.md and plot.svg"
                    + " into the run folder."
        },
        footer =
                "Example: espalier nas ablation assets/vit-clothing --choices projects/vit-on-stm32/wide-space.json --data clothing10"
                        + " --flash 458752 --out run")
final class NasAblationCommand extends StepCommand<NasAblationStep.Result> {

    @Parameters(
            paramLabel = "SUPERNET",
            arity = "0..*",
            description = "Folders of trained supernets; seed N takes the N-th, over again if there are fewer.")
    private List<Path> supernets = List.of();

    @Option(
            names = "--choices",
            paramLabel = "SPACE",
            description = "A space's name or file, whose choices are searched in place of the supernets' own.")
    private @Nullable String choices;

    @Option(names = "--data", paramLabel = "DIR", description = "Pictures: folder or zip file, in three parts.")
    private @Nullable Path data;

    @Mixin
    private final RunOptions place = new RunOptions();

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "NAME",
            description = "What to compare, of fullest, uniform, random, evolution, guided; default: all.")
    private List<String> methods = List.of();

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "Seeds; default: ${DEFAULT-VALUE}.")
    private int seeds = 3;

    @Mixin
    private final GenerationOptions breeding = new GenerationOptions();

    @Option(
            names = "--uniform",
            paramLabel = "N",
            defaultValue = "0",
            description = "As nas search has it, for the guided search; default: ${DEFAULT-VALUE}.")
    private int uniform;

    @Option(
            names = "--finalists",
            paramLabel = "N",
            defaultValue = "1",
            description = "Fine-tune so many of the best that each method measured; validation takes the best after it."
                    + " Default: ${DEFAULT-VALUE}.")
    private int finalists = 1;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "Passes of fine-tuning each winner; default: ${DEFAULT-VALUE}.")
    private int epochs = 10;

    @Mixin
    private final TrainingFlags training = new TrainingFlags();

    @Mixin
    private final AblationLimits limits = new AblationLimits();

    @Override
    NasAblationStep.Result work(TaskContext context) {
        Path run = place.resume;
        if (run != null) {
            return new NasAblationStep().resume(run, context);
        }
        Path from = data;
        Path to = place.out;
        if (supernets.isEmpty() || from == null || to == null) {
            throw WorkbenchException.usage(
                    "nas.ablation.options",
                    "SUPERNET, --data and --out are needed",
                    "Give all three, or --resume RUN.");
        }
        Within.range("--seeds", seeds, 1, 1000);
        Within.range("--population", breeding.population, 1, 100_000);
        Within.range("--generations", breeding.generations, 1, 100_000);
        Within.range("--parents", breeding.parents, 1, 100_000);
        Within.range("--epochs", epochs, 1, 100_000);
        Within.range("--uniform", uniform, 0, 100_000);
        Within.range("--finalists", finalists, 1, 100_000);
        return new NasAblationStep()
                .run(
                        new NasAblationStep.Parameters(
                                supernets,
                                choices,
                                limits.of(
                                        supernets.getFirst().toString(),
                                        training.options().board()),
                                from,
                                to,
                                methods,
                                seeds,
                                breeding.population,
                                breeding.generations,
                                breeding.parents,
                                epochs,
                                training.options(),
                                place.force,
                                uniform,
                                finalists),
                        context);
    }

    @Override
    void print(NasAblationStep.Result result, PrintWriter print) {
        result.summary()
                .forEach(s -> print.printf(
                        Locale.ROOT,
                        "%-10s inherited %6.2f ± %.2f %% test, fine-tuned %6.2f ± %.2f %% test (validation %.2f ± %.2f)"
                                + "  %d seeds%n",
                        s.method(),
                        s.inheritedTest().mean(),
                        s.inheritedTest().deviation(),
                        s.test().mean(),
                        s.test().deviation(),
                        s.validation().mean(),
                        s.validation().deviation(),
                        s.seeds()));
        result.leads()
                .forEach(lead -> print.printf(
                        Locale.ROOT,
                        "%s ahead of %s: inherited %+.2f ± %.2f, fine-tuned %+.2f ± %.2f points%n",
                        lead.method(),
                        lead.against(),
                        lead.inherited().points(),
                        lead.inherited().error(),
                        lead.tuned().points(),
                        lead.tuned().error()));
        print.printf(Locale.ROOT, "measured on %,d test pictures%n", result.pictures());
    }
}
