package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Magnitude;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.compress.prune.Wanda;
import org.espalier.model.Component;
import org.espalier.model.eval.BenchmarkName;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.CommandText;
import org.jspecify.annotations.Nullable;

/// The first half of the tour: inspect a LLaVA, measure it, prune it by two criteria, measure what is left.
final class TourPrune {

    private static final double SPARSITY = 0.6;
    private static final int SAMPLES = 64;

    private final Project project;
    private final Path data;
    private final Path work;
    private final int questions;
    private final TourFigures figures = new TourFigures();
    private final List<String> commands = new ArrayList<>();

    TourPrune(Project project, Path work, int questions) {
        this.project = project;
        this.data = required(project, "data", project.file().data());
        this.work = work;
        this.questions = questions;
    }

    static Path required(Project project, String what, @Nullable String relative) {
        return project.path(relative)
                .orElseThrow(() -> WorkbenchException.input(
                        "project.incomplete",
                        project.folder() + " names no " + what,
                        "Add \"" + what + "\" to its project.json."));
    }

    TourChapter run(TaskContext context) {
        long begin = System.nanoTime();
        inspect(context);
        double dense = evaluate("dense", project.model(), context);
        List<String> notes = new ArrayList<>();
        for (Criterion criterion : List.of(new Magnitude(), new Wanda())) {
            notes.add(prune(criterion, dense, context));
        }
        return TourChapter.of(project, begin, figures, commands, notes);
    }

    private void inspect(TaskContext context) {
        commands.add(CommandText.of(List.of("model", "inspect", project.model().toString())));
        var result = new ModelInspectStep().run(new ModelInspectStep.Parameters(project.model(), false), context);
        figures.measured("parameters of the model", (double) result.parameters(), "parameters");
        figures.measured("size on disk", (double) result.bytes(), "bytes");
    }

    private double evaluate(String what, Path model, TaskContext context) {
        commands.add(CommandText.of(List.of(
                "model",
                "evaluate",
                model.toString(),
                "--benchmark",
                "easy-vqa",
                "--data",
                data.toString(),
                "--samples",
                Integer.toString(questions))));
        ModelEvaluateStep.Result result = new ModelEvaluateStep()
                .run(ModelEvaluateStep.Parameters.of(model, BenchmarkName.EASY_VQA, data, questions), context);
        double accuracy = java.util.Objects.requireNonNull(result.accuracy());
        figures.measured("accuracy, " + what + ", " + result.samples() + " test questions", accuracy, "%");
        return accuracy;
    }

    private String prune(Criterion criterion, double dense, TaskContext context) {
        boolean calibrated = criterion instanceof Wanda;
        String name = calibrated ? "wanda" : "magnitude";
        Path out = work.resolve("pruned-" + name);
        Path calibration =
                calibrated ? required(project, "calibration", project.file().calibration()) : null;
        Path images = calibrated ? required(project, "images", project.file().images()) : null;
        List<String> command = new ArrayList<>(List.of(
                "prune",
                "apply",
                project.model().toString(),
                "--out",
                out.toString(),
                "--criterion",
                name,
                "--sparsity",
                Double.toString(SPARSITY)));
        if (calibration != null && images != null) {
            command.addAll(List.of(
                    "--calibration",
                    calibration.toString(),
                    "--images",
                    images.toString(),
                    "--samples",
                    Integer.toString(SAMPLES)));
        }
        commands.add(CommandText.of(command));
        PruneApplyStep.Result result = new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                project.model(),
                                out,
                                false,
                                criterion,
                                Pattern.UNSTRUCTURED,
                                TieRule.EXACT,
                                SPARSITY,
                                null,
                                calibration,
                                images,
                                SAMPLES,
                                EnumSet.of(Component.LANGUAGE_MODEL),
                                0),
                        context);
        figures.measured("zeros, " + name, 100.0 * result.zeros() / result.weights(), "% of decoder");
        figures.measured("time to prune, " + name, result.seconds(), "s");
        double left = evaluate(name, out, context);
        return String.format(
                Locale.ROOT,
                "%s at %.0f %% of the decoder's linear weights: %.2f %% of the questions right, %+.2f points against dense.",
                name,
                100 * SPARSITY,
                left,
                left - dense);
    }
}
