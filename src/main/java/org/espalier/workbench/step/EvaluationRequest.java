package org.espalier.workbench.step;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.model.eval.Question;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// What `model evaluate` was asked: whether it makes sense, and how a run records it.
final class EvaluationRequest {

    private EvaluationRequest() {}

    /// Refuses what cannot be meant.
    static void check(ModelEvaluateStep.Parameters p) {
        if ((p.model() == null) == p.answers().isEmpty()) {
            throw WorkbenchException.usage(
                    "evaluate.subject",
                    p.model() == null
                            ? "neither a checkpoint nor --answers was given"
                            : "both a checkpoint and --answers were given",
                    "Name a checkpoint's folder to ask the model, or --answers FILE to score what it said.");
        }
        if (p.samples() < 0) {
            throw WorkbenchException.usage(
                    "evaluate.samples", "--samples is " + p.samples(), "Give a count from 1, or 0 for all.");
        }
        if (p.longest() < 0 || p.longest() > 100_000) {
            throw WorkbenchException.usage(
                    "evaluate.max-new", "--max-new is " + p.longest(), "Give a count from 1 to 100000.");
        }
        if (p.answers().size() > 1 && !p.benchmark().judged()) {
            throw WorkbenchException.usage(
                    "evaluate.answers",
                    p.answers().size() + " files of answers were given",
                    "Give one; only the reviews of mm-vet and llava-bench may be several.");
        }
        if (p.judged() != null) {
            try {
                LocalDate.parse(p.judged());
            } catch (DateTimeException e) {
                throw WorkbenchException.usage(
                        "evaluate.judged", "--judged is '" + p.judged() + "', not a day", "Write it like 2024-05-31.");
            }
        }
        if (p.benchmark().judged() && p.answers().isEmpty() && p.export() == null && p.out() == null) {
            throw unscorable(p);
        }
        if (p.data() == null && !(p.benchmark().judged() && !p.answers().isEmpty())) {
            throw WorkbenchException.usage(
                    "evaluate.data",
                    "--data is missing: where are " + p.benchmark().word() + "'s questions?",
                    "Name the benchmark's folder by --data.");
        }
    }

    static WorkbenchException unscorable(ModelEvaluateStep.Parameters p) {
        return p.benchmark().judged()
                ? WorkbenchException.usage(
                        "evaluate.judge",
                        p.benchmark().word() + "'s answers have to be read by a judge",
                        "Write them with --export FILE, let the judge read them, and import what it says with --answers.")
                : WorkbenchException.input(
                        "evaluate.secret",
                        p.data() + " has no right answers: those of this set are secret",
                        "Score the validation set, or write a submission with --export FILE.");
    }

    static Path model(ModelEvaluateStep.Parameters p) {
        return java.util.Objects.requireNonNull(p.model());
    }

    static Path data(ModelEvaluateStep.Parameters p) {
        return java.util.Objects.requireNonNull(p.data());
    }

    /// What exported files call the model.
    static String modelName(ModelEvaluateStep.Parameters p) {
        Path subject = p.model() != null ? p.model() : p.answers().getFirst();
        return String.valueOf(subject.toAbsolutePath().normalize().getFileName());
    }

    /// Refuses an evaluation without a single picture; says how many are missing otherwise.
    static void reportLeftOut(int leftOut, List<Question> asked, TaskContext context) {
        if (leftOut == 0) {
            return;
        }
        String example = asked.stream()
                .map(Question::image)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse("");
        if (leftOut == asked.size()) {
            throw WorkbenchException.input(
                    "evaluate.pictures",
                    "none of the pictures is there (the first is " + example + ")",
                    "Put the pictures into the folder 'images' of --data.");
        }
        context.emit(TaskEvent.log(leftOut + " of " + asked.size()
                + " questions are left out: their pictures are not there (such as " + example + ")"));
    }

    static void checkOverlap(ModelEvaluateStep.Parameters p, List<Question> asked, Map<String, String> answers) {
        boolean some = asked.stream()
                .anyMatch(q -> answers.containsKey(q.id()) || answers.containsKey(String.valueOf(q.image())));
        if (!some) {
            throw WorkbenchException.input(
                    "evaluate.answers.other",
                    p.answers().getFirst() + " answers none of the " + asked.size() + " questions in " + p.data(),
                    "Name answers to this benchmark's questions, or another --benchmark or --data.");
        }
    }

    /// The request as a run records it, its paths absolute.
    static RunRequest of(ModelEvaluateStep.Parameters given) {
        ModelEvaluateStep.Parameters p = new ModelEvaluateStep.Parameters(
                absolute(given.model()),
                given.benchmark(),
                absolute(given.data()),
                given.samples(),
                given.answers().stream()
                        .map(path -> path.toAbsolutePath().normalize())
                        .toList(),
                given.judge(),
                given.judged(),
                given.compat(),
                given.longest(),
                absolute(given.export()),
                absolute(given.out()),
                given.force());
        List<Path> inputs = Stream.concat(Stream.of(p.model(), p.data()), p.answers().stream())
                .filter(java.util.Objects::nonNull)
                .toList();
        return new RunRequest("model evaluate", p, command(p), inputs);
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    private static List<String> command(ModelEvaluateStep.Parameters p) {
        List<String> command = new ArrayList<>(List.of("model", "evaluate"));
        if (p.model() != null) {
            command.add(p.model().toString());
        }
        command.addAll(List.of("--benchmark", p.benchmark().word()));
        option(command, "--data", p.data());
        p.answers().forEach(file -> option(command, "--answers", file));
        option(command, "--judge", p.judge());
        option(command, "--judged", p.judged());
        option(command, "--samples", p.samples() == 0 ? null : p.samples());
        option(command, "--max-new", p.longest() == 0 ? null : p.longest());
        option(command, "--rules", p.compat() ? null : "corrected");
        option(command, "--export", p.export());
        option(command, "--out", p.out());
        return command;
    }

    private static void option(List<String> command, String name, @Nullable Object value) {
        if (value != null) {
            command.add(name);
            command.add(value.toString());
        }
    }
}
