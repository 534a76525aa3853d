package org.espalier.ui.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Parent;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStore;
import org.jspecify.annotations.Nullable;

/// Reads the project's run folders, and the events of the selected one.
public final class RunsController implements Page {

    private static final int LOG_LINES = 2000;

    private final Session session;
    private final RunsModel model = new RunsModel();
    private final RunsView view;
    private final Latest<List<RunRow>> listing;
    private final Latest<String> reading;

    /// The page for `session`.
    public RunsController(Session session) {
        this.session = session;
        listing = new Latest<>(session.tasks(), 1);
        reading = new Latest<>(session.tasks(), 60);
        view = new RunsView(
                model,
                session.preferences(),
                this::copyCommand,
                this::copyFolder,
                () -> session.pageProperty().set(PageId.PRUNE));
        model.selected.addListener((_, _, row) -> read(row));
        session.runsRevisionProperty().addListener((_, _, _) -> list());
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        list();
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
            model.log.set("");
            return;
        }
        reading.request(Words.of("runs.reading", row.id()), _ -> log(row.folder()), model.log::set, this::failed);
    }

    private void failed(WorkbenchException error) {
        model.log.set(error.getMessage());
    }

    private static String log(Path folder) {
        List<JsonNode> events = Run.open(folder).events();
        return events.stream()
                .skip(Math.max(0, events.size() - LOG_LINES))
                .map(RunsController::line)
                .collect(Collectors.joining("\n"));
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

    private void copyCommand() {
        RunRow row = model.selected.get();
        if (row != null) {
            copy(row.command());
            model.said.set(Words.of("runs.copied.command"));
        }
    }

    private void copyFolder() {
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
