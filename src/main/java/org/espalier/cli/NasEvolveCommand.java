package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.NasEvolveStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas evolve`.
@Command(
        name = "evolve",
        description = "Evolve the search space over rank ratio and patch size, a trained supernet for each place.",
        footer = "Example: espalier nas evolve mcu-micro --data clothing10 --points 5 --epochs 3 --out evolved")
final class NasEvolveCommand extends StepCommand<NasEvolveStep.Result> {

    @Parameters(
            paramLabel = "SPACE",
            defaultValue = "mcu-micro",
            description = "A space's name, or a config.json or its folder; default mcu-micro.")
    private String space = "mcu-micro";

    @Option(names = "--data", paramLabel = "DIR", description = "Pictures: folder or zip file.")
    private @Nullable Path data;

    @Mixin
    private final RunOptions place = new RunOptions();

    @Option(
            names = "--ranks",
            paramLabel = "LOW,HIGH,STEP",
            split = ",",
            description = "Rank ratios; default 0.4,0.95,0.05, and 0.3,0.9,0.05 for pictures below 200 pixels.")
    private double @Nullable [] ranks;

    @Option(
            names = "--patches",
            paramLabel = "LOW,HIGH,STEP",
            split = ",",
            description = "Patch sizes; default 16,32,4, and 8,24,4 for pictures below 200 pixels.")
    private double @Nullable [] patches;

    @Option(names = "--points", paramLabel = "N", defaultValue = "5", description = "Places at a time; default 5.")
    private int points = 5;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "4", description = "Rounds at most; default 4.")
    private int iterations = 4;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "5", description = "Of each supernet; default 5.")
    private int epochs = 5;

    @Option(names = "--samples", paramLabel = "N", defaultValue = "10", description = "Subnets per score; default 10.")
    private int samples = 10;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of everything; default 0.")
    private long seed;

    @Option(
            names = "--one-rank",
            description = "Move attention's and the MLP's rank together, where the space has both.")
    private boolean oneRank;

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasEvolveStep.Result work(TaskContext context) {
        Path run = place.resume;
        if (run != null) {
            return new NasEvolveStep().resume(run, context);
        }
        Path from = data;
        Path to = place.out;
        if (from == null || to == null) {
            throw WorkbenchException.usage(
                    "nas.evolve.options", "--data and --out are needed", "Give both, or --resume RUN.");
        }
        for (int value : new int[] {points, iterations, epochs, samples}) {
            if (value < 1 || value > 100_000) {
                throw WorkbenchException.usage(
                        "nas.evolve.range",
                        "one of --points, --iterations, --epochs, --samples is " + value,
                        "Give numbers from 1 to 100000.");
            }
        }
        return new NasEvolveStep()
                .run(
                        new NasEvolveStep.Parameters(
                                options.of(space),
                                from,
                                grid(),
                                points,
                                iterations,
                                epochs,
                                samples,
                                seed,
                                to,
                                place.force,
                                oneRank ? false : null),
                        context);
    }

    private NasEvolveStep.Grid grid() {
        NasEvolveStep.Grid usual = NasEvolveStep.Grid.usual(options.of(space).pictureSide());
        double[] r = three(ranks, "--ranks", usual.lowRank(), usual.highRank(), usual.rankStep());
        double[] p = three(patches, "--patches", usual.lowPatch(), usual.highPatch(), usual.patchStep());
        return new NasEvolveStep.Grid(r[0], r[1], r[2], p[0], p[1], p[2]);
    }

    private static double[] three(double @Nullable [] given, String option, double low, double high, double step) {
        if (given == null) {
            return new double[] {low, high, step};
        }
        if (given.length != 3) {
            throw WorkbenchException.usage("nas.grid", option + " needs three numbers", "Give LOW,HIGH,STEP.");
        }
        return given;
    }

    @Override
    void print(NasEvolveStep.Result result, PrintWriter print) {
        for (NasEvolveStep.Point point : result.points()) {
            Double mlp = point.rankMlp();
            if (mlp != null) {
                print.printf(Locale.ROOT, "MLP %.2f  attention's ", mlp);
            }
            print.printf(
                    Locale.ROOT,
                    "rank %.2f  patch %2.0f  score %.2f %%, measured  legal %.2f %%%n",
                    point.rank(),
                    point.patch(),
                    point.accuracy(),
                    100 * point.legal());
        }
    }
}
