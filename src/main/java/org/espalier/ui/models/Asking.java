package org.espalier.ui.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.AskedInput;
import org.espalier.workbench.step.ModelAskStep;
import org.jspecify.annotations.Nullable;

/// Questions to the model: a first one from the project's calibration file, and answers as they come.
final class Asking {

    private static final int MOST_TOKENS = 64;
    private static final String PIECE = "answer";

    private final Session session;
    private final ModelsModel model;
    private final Consumer<WorkbenchException> failed;
    private @Nullable Work<ModelAskStep.Result> work;
    private @Nullable Suggestion suggested;

    private record Suggestion(Path picture, String question) {}

    Asking(Session session, ModelsModel model, Consumer<WorkbenchException> failed) {
        this.session = session;
        this.model = model;
        this.failed = failed;
    }

    /// Puts the first picture and question of the project's calibration file into empty fields.
    void suggest() {
        Project project = session.projectProperty().get();
        if (project == null || !unasked()) {
            return;
        }
        Optional<Path> file = project.path(project.file().calibration());
        Optional<Path> images = project.path(project.file().images());
        if (file.isPresent() && images.isPresent()) {
            session.tasks()
                    .load(Words.of("models.suggesting"), _ -> first(file.get(), images.get()))
                    .done(found -> found.filter(_ ->
                                    project.equals(session.projectProperty().get()) && unasked())
                            .ifPresent(this::suggest));
        }
    }

    private boolean unasked() {
        return model.picture.get() == null && model.question.get().isBlank();
    }

    private void suggest(Suggestion suggestion) {
        suggested = suggestion;
        model.picture.set(suggestion.picture());
        model.question.set(suggestion.question());
    }

    private static Optional<Suggestion> first(Path file, Path images) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            JsonNode sample = line == null ? null : Json.mapper().readTree(line);
            if (sample == null) {
                return Optional.empty();
            }
            Path picture = images.resolve(sample.path("image").asText());
            return Files.isRegularFile(picture)
                    ? Optional.of(new Suggestion(picture, sample.path("text").asText()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void ask(@Nullable Path path) {
        String question = model.question.get().strip();
        if (path == null || question.isEmpty() || model.asking.get()) {
            return;
        }
        Path picture = model.picture.get();
        model.answer.set("");
        model.speed.set(Words.of("models.ask.loading"));
        model.asking.set(true);
        Work<ModelAskStep.Result> started =
                session.tasks().start(Words.of("models.ask.task"), context -> answer(path, question, picture, context));
        work = started;
        started.event(event -> still(started, () -> piece(event)))
                .done(result -> still(started, () -> answered(result)))
                .failed(error -> still(started, () -> {
                    model.speed.set("");
                    failed.accept(error);
                }))
                .ended(() -> still(started, () -> model.asking.set(false)));
    }

    private void still(Work<?> asked, Runnable show) {
        if (asked.equals(work)) {
            show.run();
        }
    }

    /// Stops the answer and takes away what there is of it, and a question that was only suggested: another model is
    /// open.
    void forget() {
        stop();
        work = null;
        model.asking.set(false);
        model.answer.set("");
        model.speed.set("");
        Suggestion before = suggested;
        suggested = null;
        if (before != null
                && before.picture().equals(model.picture.get())
                && before.question().equals(model.question.get())) {
            model.picture.set(null);
            model.question.set("");
        }
    }

    private static ModelAskStep.Result answer(Path path, String question, @Nullable Path picture, TaskContext context) {
        var input = new AskedInput(null, question, picture, true);
        var parameters = new ModelAskStep.Parameters(
                path, input, MOST_TOKENS, text -> context.emit(new TaskEvent(PIECE, Map.of("text", text))));
        return new ModelAskStep().run(parameters, context);
    }

    private void piece(TaskEvent event) {
        if (event.kind().equals(PIECE)) {
            model.answer.set(model.answer.get() + event.fields().get("text"));
        }
    }

    private void answered(ModelAskStep.Result result) {
        model.answer.set(result.text());
        model.speed.set(Words.of(
                "models.ask.speed",
                Numbers.count(result.promptTokens()),
                Numbers.duration(Duration.ofMillis(Math.round(result.prefillSeconds() * 1000))),
                Numbers.significant(result.decodeTokensPerSecond())));
    }

    void stop() {
        if (work != null) {
            work.cancel();
        }
    }
}
