package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.NasSearchParameters;
import org.espalier.workbench.step.NasSearchStep;
import org.espalier.workbench.step.SearchedSubnet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas search`.
@Command(
        name = "search",
        description = "Search a trained supernet for the most accurate subnet that fits a board.",
        footer =
                "Example: espalier nas search mcu-micro --data clothing10 --board stm32f746g-disco --out found --deploy")
final class NasSearchCommand extends StepCommand<NasSearchStep.Result> {

    private static final int MOST = 1_000_000;

    @Parameters(
            paramLabel = "SUPERNET",
            arity = "0..1",
            description = "The folder of a trained supernet, or a space to train first.")
    private @Nullable Path supernet;

    @Option(names = "--data", paramLabel = "DIR", description = "Pictures: folder or zip file.")
    private @Nullable Path data;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "evolution",
            description = "evolution (default), or random: the baseline of equal budget.")
    private String method = "evolution";

    @Mixin
    private final GenerationOptions breeding = new GenerationOptions();

    @Option(
            names = "--proposals",
            paramLabel = "N",
            defaultValue = "32",
            description = "Legal children bred for each that is measured, chosen by a guess learned from what was"
                    + " measured; 1 measures every child (AutoFormer). Default: ${DEFAULT-VALUE}.")
    private int proposals = NasSearchParameters.PROPOSALS;

    @Option(
            names = "--uniform",
            paramLabel = "N",
            defaultValue = "0",
            description = "So many of the first generation, at most, are uniform subnets (the same block throughout) of"
                    + " different width and depth that fill the flash; default: ${DEFAULT-VALUE}.")
    private int uniform;

    @Mixin
    private final FinalistOptions finalists = new FinalistOptions();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Measure so many subnets in all: sets the number of generations.")
    private @Nullable Integer samples;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "0",
            description = "Validation pictures per measurement; default all.")
    private int pictures;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the search; default 0.")
    private long seed;

    @Option(names = "--out", paramLabel = "RUN", description = "The run folder: supernet (float16) and subnet.json.")
    private @Nullable Path out;

    @Option(names = "--resume", paramLabel = "RUN", description = "Continue an interrupted run.")
    private @Nullable Path resume;

    @Option(names = "--force", description = "Replace --out if it is there.")
    private boolean force;

    @Option(names = "--deploy", description = "Fine-tune the winner, quantise it and build its firmware, below --out.")
    private boolean deploy;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "Epochs of fine-tuning with --deploy; default 10, 0 for none.")
    private int epochs = 10;

    @Option(
            names = "--train",
            paramLabel = "EPOCHS",
            defaultValue = "50",
            description = "Epochs to train the supernet first, where only a space is given; default 50.")
    private int train = 50;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Subnets measured at a time; the result does not depend on it; default: one per processor.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasSearchStep.Result work(TaskContext context) {
        Path run = resume;
        if (run != null) {
            return new NasSearchStep().resume(run, context);
        }
        Path net = supernet;
        Path from = data;
        if (net == null || from == null || (deploy && out == null)) {
            throw WorkbenchException.usage(
                    "nas.search.options",
                    deploy ? "SUPERNET, --data and --out are needed" : "SUPERNET and --data are needed",
                    "Give them, or --resume RUN.");
        }
        Integer measured = samples;
        int each = measured == null ? breeding.population : Math.min(breeding.population, measured);
        int rounds = measured == null ? breeding.generations : Math.ceilDiv(measured, Math.max(1, each));
        within("--samples", measured == null ? 1 : measured);
        within("--population", each);
        within("--generations", rounds);
        within("--parents", breeding.parents);
        within("--proposals", proposals);
        Within.range("--uniform", uniform, 0, MOST);
        within("--workers", workers);
        within("--epochs", epochs + 1);
        within("--train", train + 1);
        within("--pictures", pictures + 1);
        return new NasSearchStep()
                .run(
                        new NasSearchParameters(
                                options.of(net.toString()),
                                from,
                                random(),
                                each,
                                rounds,
                                breeding.parents,
                                pictures,
                                seed,
                                out,
                                force,
                                train,
                                deploy ? epochs : null,
                                workers,
                                spark.target(),
                                proposals,
                                uniform,
                                finalists.finals()),
                        context);
    }

    private boolean random() {
        return switch (method) {
            case "evolution" -> false;
            case "random" -> true;
            default ->
                throw WorkbenchException.usage(
                        "nas.search.method", "--method is '" + method + "'", "Use evolution or random.");
        };
    }

    private static void within(String option, int value) {
        if (value < 1 || value > MOST) {
            throw WorkbenchException.usage(
                    "nas.search.range", option + " is out of range", "Give a number from 1 to " + MOST + ".");
        }
    }

    @Override
    void print(NasSearchStep.Result result, PrintWriter print) {
        SearchedSubnet best = result.best();
        print.println("subnet       " + best.subnet());
        print.printf(
                Locale.ROOT,
                "validation   %.2f %% (largest net %.2f %%), measured%n",
                best.validation(),
                result.largest());
        if (result.test() != null) {
            print.printf(Locale.ROOT, "test         %.2f %%, measured%n", result.test());
        }
        print.printf(
                Locale.ROOT,
                "costs        %,d parameters, SRAM %,d bytes, flash %,d bytes, %,d MACs, %.0f ms (estimated)%n",
                best.parameters(),
                best.peakBytes(),
                best.flashBytes(),
                best.macs(),
                best.milliseconds());
        print.println("measured     " + result.candidates().size() + " subnets, "
                + result.front().size() + " of them on the front of accuracy, SRAM and multiplications");
        result.finalists()
                .forEach(f -> print.printf(
                        Locale.ROOT,
                        "finalist     %.2f %% validation after fine-tuning, %.2f %% before, measured  %s  %s%n",
                        f.validation(),
                        f.before(),
                        f.folder(),
                        f.subnet()));
        var deployed = result.deployment();
        if (deployed != null) {
            print.printf(
                    Locale.ROOT,
                    "firmware     SRAM %,d bytes, flash %,d bytes, from the linker; sha256 %s%n",
                    deployed.sramBytes(),
                    deployed.flashBytes(),
                    deployed.sha256());
            if (deployed.int8Test() != null) {
                print.printf(
                        Locale.ROOT,
                        "int8         %.2f %% on the test part (float %.2f %%), measured%n",
                        deployed.int8Test(),
                        deployed.floatTest());
            }
        }
    }
}
