package org.espalier.ui.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.Parent;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.FileChooser;
import org.espalier.format.AtomicFile;
import org.espalier.task.Programs;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.control.ChosenFile;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.RunResumeStep;
import org.jspecify.annotations.Nullable;

/// Reads the project's run folders, and the events of the selected one.
public final class RunsController implements Page, RunsView.Actions {

    private static final int LOG_LINES = 2000;

    private final Session session;
    private final RunsModel model = new RunsModel();
    private final RunsView view;
    private final Latest<List<RunRow>> listing;
    private final Latest<List<String>> reading;
    private String filterKey;

    /// The page for `session`.
    public RunsController(Session session) {
        this.session = session;
        listing = new Latest<>(session.tasks(), 1);
        reading = new Latest<>(session.tasks(), 60);
        filterKey = filterKey();
        model.filter.set(session.preferences().get(filterKey, ""));
        view = new RunsView(model, session.preferences(), this);
        model.filter.subscribe((_, now) -> session.preferences().putSoon(filterKey, now));
        model.selected.addListener((_, _, row) -> read(row));
        session.runsRevisionProperty().addListener((_, _, _) -> list());
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        String key = filterKey();
        if (!key.equals(filterKey)) {
            filterKey = key;
            model.baseline.set(null);
            model.filter.set(session.preferences().get(key, ""));
        }
        list();
    }

    /// Each project's runs have a filter and a baseline of their own: what one is searched for, another may not have at
    /// all.
    private String filterKey() {
        return "filter." + session.runs().folder();
    }

    private void list() {
        RunStore store = session.runs();
        model.subject.set(Places.of(store.folder()));
        listing.request(
                Words.of("runs.listing"),
                _ -> store.list().reversed().stream().map(RunRow::of).toList(),
                this::show,
                view.frame()::show);
    }

    private void show(List<RunRow> rows) {
        view.frame().clearError();
        Path wanted = session.selectedRunProperty().get();
        RunRow before = model.selected.get();
        model.all.setAll(rows);
        Path folder = wanted != null ? wanted.toAbsolutePath().normalize() : before == null ? null : before.folder();
        model.selected.set(rows.stream()
                .filter(row -> row.folder().toAbsolutePath().normalize().equals(folder))
                .findFirst()
                .orElse(rows.isEmpty() ? null : rows.getFirst()));
        session.selectedRunProperty().set(null);
    }

    private void read(@Nullable RunRow row) {
        model.said.set("");
        if (row == null) {
            reading.stop();
            model.log.clear();
            return;
        }
        reading.request(Words.of("runs.reading", row.id()), _ -> log(row.folder()), model.log::setAll, this::failed);
    }

    private void failed(WorkbenchException error) {
        model.log.setAll(error.getMessage());
    }

    private static List<String> log(Path folder) {
        List<JsonNode> events = Run.open(folder).events();
        return events.stream()
                .skip(Math.max(0, events.size() - LOG_LINES))
                .map(RunsController::line)
                .toList();
    }

    private static String line(JsonNode event) {
        StringBuilder line = new StringBuilder(event.path("event").asText());
        event.properties().forEach(e -> {
            if (!e.getKey().equals("event")) {
                line.append("  ")
                        .append(e.getKey())
                        .append(' ')
                        .append(e.getValue().isValueNode() ? e.getValue().asText() : e.getValue());
            }
        });
        return line.toString();
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of("runs.resume", this::resume),
                Command.of("runs.pin", this::pin),
                Command.of("runs.copy.command", this::copyCommand),
                Command.of("runs.export", this::export));
    }

    @Override
    public void pin() {
        RunRow row = model.selected.get();
        RunRow base = model.baseline.get();
        boolean itself = row != null && base != null && row.folder().equals(base.folder());
        model.baseline.set(itself ? null : row);
    }

    @Override
    public void resume() {
        RunRow row = model.selected.get();
        if (row == null || !row.resumable() || model.resuming.get()) {
            return;
        }
        view.frame().clearError();
        model.resuming.set(true);
        session.resumed(row.id());
        var parameters = new RunResumeStep.Parameters(row.folder());
        session.tasks()
                .start(Words.of("runs.task.resume", row.id()), context -> new RunResumeStep().run(parameters, context))
                .failed(view.frame()::show)
                .ended(() -> {
                    model.resuming.set(false);
                    session.runsChanged();
                });
    }

    @Override
    public void openFolder() {
        RunRow row = model.selected.get();
        if (row != null) {
            Path folder = row.folder();
            session.tasks()
                    .load(Words.of("runs.opening", row.id()), _ -> browse(folder))
                    .failed(view.frame()::show);
        }
    }

    private static Path browse(Path folder) {
        try {
            new ProcessBuilder(browser(), folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return folder;
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    "window.browser",
                    "no file browser can be started: " + e.getMessage(),
                    "Copy folder puts its path on the clipboard.",
                    e);
        }
    }

    /// The system's own way to open a folder.
    private static String browser() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return Programs.command(system.contains("mac") ? "open" : system.contains("windows") ? "explorer" : "xdg-open");
    }

    @Override
    public void export() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Words.of("runs.export"));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(Words.of("runs.export.csv"), "*.csv"),
                        new FileChooser.ExtensionFilter(Words.of("runs.export.markdown"), "*.md"),
                        new FileChooser.ExtensionFilter(Words.of("runs.export.png"), "*.png"),
                        new FileChooser.ExtensionFilter(Words.of("runs.export.svg"), "*.svg"));
        File file = chooser.showSaveDialog(view.getScene().getWindow());
        if (file != null) {
            try {
                export(ChosenFile.of(file, chooser));
            } catch (WorkbenchException e) {
                view.frame().show(e);
            }
        }
    }

    /// Writes the runs shown, or the picture of the chosen ones, as the file's ending says.
    void export(Path file) {
        String name = String.valueOf(file.getFileName());
        byte[] bytes = exported(name);
        session.tasks()
                .load(Words.of("runs.export"), _ -> {
                    AtomicFile.write(file, bytes);
                    return file;
                })
                .done(_ -> model.said.set(Words.of("runs.exported", name)))
                .failed(view.frame()::show);
    }

    private byte[] exported(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (RunsPicture.ENDINGS.contains(ending)) {
            return view.picture().saved(name);
        }
        List<RunRow> rows = List.copyOf(model.shown);
        String text = ending.equals("csv") ? RunReport.csv(rows) : RunReport.markdown(rows);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void prune() {
        session.pageProperty().set(PageId.PRUNE);
    }

    @Override
    public void copyCommand() {
        RunRow row = model.selected.get();
        if (row != null) {
            copy(row.command());
            model.said.set(Words.of("runs.copied.command"));
        }
    }

    @Override
    public void copyFolder() {
        RunRow row = model.selected.get();
        if (row != null) {
            copy(row.folder().toString());
            model.said.set(Words.of("runs.copied.folder"));
        }
    }

    private static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
