package org.espalier.ui.boards;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.Parent;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.control.StageLine;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.task.Work;
import org.espalier.ui.task.WorkBody;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.BoardListStep;
import org.jspecify.annotations.Nullable;

/// Finds boards, builds and flashes the project's network, and benchmarks it with a log that grows as it runs.
public final class BoardsController implements Page, BoardsView.Actions {

    private static final int LOG_LIMIT = 200_000;

    private final Session session;
    private final BoardsModel model = new BoardsModel();
    private final BoardsView view;
    private final Latest<BoardListStep.Result> listing;
    private final Latest<BoardHistory> reading;
    private @Nullable Work<?> work;

    /// The page for `session`.
    public BoardsController(Session session) {
        this.session = session;
        listing = new Latest<>(session.tasks(), 1);
        reading = new Latest<>(session.tasks(), 1);
        view = new BoardsView(model, session.preferences(), this);
        model.samples.subscribe((before, now) ->
                session.edits().remember(PageId.BOARDS, before.intValue(), now.intValue(), model.samples::set));
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of("boards.flash", this::flash),
                Command.of("boards.benchmark", this::benchmark),
                Command.of("boards.compare", this::compare),
                Command.of("boards.look", this::look),
                Command.of("boards.cancel", this::cancel));
    }

    @Override
    public void main() {
        flash();
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        model.hasNetwork.set(session.network().isPresent());
        if (model.boards.isEmpty()) {
            look();
        }
        if (!model.busy.get()) {
            read();
        }
    }

    private void read() {
        var store = session.runs();
        reading.request(Words.of("boards.reading"), _ -> BoardHistory.read(store), this::show, view.frame()::show);
    }

    private void show(BoardHistory history) {
        model.firmware.set(history.image());
        model.stages.set(history.stages());
        model.facts.setAll(history.facts());
        model.layers.setAll(history.layers());
        model.confusion.set(history.confusion());
        model.comparison.set(history.comparison());
        model.timeLabel.set(history.timeLabel());
    }

    @Override
    public void look() {
        listing.request(
                Words.of("boards.looking"),
                context -> new BoardListStep().run(new BoardListStep.Parameters(), context),
                this::found,
                view.frame()::show);
    }

    private void found(BoardListStep.Result result) {
        BoardListStep.Found before = model.selected.get();
        String chosen = session.boardProperty().get();
        model.boards.setAll(result.boards());
        Project project = session.projectProperty().get();
        String wanted = before != null ? before.id() : project == null ? null : chosen;
        model.selected.set(result.boards().stream()
                .filter(board -> board.id().equals(wanted))
                .findFirst()
                .orElse(result.boards().isEmpty() ? null : result.boards().getFirst()));
    }

    private @Nullable BoardJob job() {
        Project project = session.projectProperty().get();
        Path network = session.network().orElse(null);
        BoardListStep.Found board = model.selected.get();
        if (project == null || network == null || board == null) {
            return null;
        }
        String planned = session.boardProperty().get();
        String target = board.kind().equals("virtual") || planned == null ? board.id() : planned;
        String folder = target.replaceAll("[^A-Za-z0-9._-]+", "-");
        return new BoardJob(
                network,
                project.folder().resolve("firmware").resolve(folder),
                target,
                board.id(),
                project.path(project.file().data()).orElse(null),
                session.runs());
    }

    @Override
    public void flash() {
        BoardJob job = job();
        if (job != null) {
            model.stages.set(BoardHistory.waiting());
            run(Words.of("boards.task.flash", job.board()), job::flash);
        }
    }

    @Override
    public void benchmark() {
        BoardJob job = withPictures();
        if (job == null) {
            return;
        }
        int samples = model.samples.get();
        run(Words.of("boards.task.benchmark", job.board()), context -> job.benchmark(samples, context));
    }

    /// The job, if there is one and the project names pictures.
    private @Nullable BoardJob withPictures() {
        BoardJob job = job();
        if (job != null && job.data() == null) {
            view.frame()
                    .show(WorkbenchException.input(
                            "window.data", Words.of("boards.data.none"), Words.of("boards.data.remedy")));
            return null;
        }
        return job;
    }

    @Override
    public void compare() {
        BoardJob job = withPictures();
        if (job != null) {
            run(Words.of("boards.task.compare", job.board()), job::compare);
        }
    }

    private <R> void run(String title, WorkBody<R> body) {
        if (model.busy.get()) {
            return;
        }
        view.frame().clearError();
        model.busy.set(true);
        say(title);
        Work<R> started = session.tasks().start(title, body);
        work = started;
        started.stageProperty().addListener((_, _, stage) -> stage(stage));
        started.event(this::event).failed(this::failed).ended(() -> {
            model.busy.set(false);
            say(Words.of(
                    "boards.ended",
                    title,
                    started.stateProperty().get().name().toLowerCase(java.util.Locale.ROOT),
                    Numbers.duration(started.elapsedProperty().get())));
            session.runsChanged();
            if (started.error() == null) {
                read();
            }
        });
    }

    private void stage(String stage) {
        if (stage.isEmpty()) {
            return;
        }
        say(stage);
        String flashing = BoardHistory.stageIn(stage);
        if (flashing != null) {
            model.stages.set(BoardHistory.running(flashing));
        }
    }

    private void event(TaskEvent event) {
        Map<String, ?> fields = event.fields();
        switch (event.kind()) {
            case "log" -> say(String.valueOf(fields.get("line")));
            case "picture" ->
                say(Words.of(
                        "boards.log.picture",
                        java.util.Objects.requireNonNullElse(fields.get("name"), ""),
                        java.util.Objects.requireNonNullElse(fields.get("class"), ""),
                        java.util.Objects.requireNonNullElse(fields.get("answer"), ""),
                        Words.of(Boolean.TRUE.equals(fields.get("agrees")) ? "boards.log.equal" : "boards.log.differs"),
                        fields.get("cycles") instanceof Number cycles ? Numbers.count(cycles.longValue()) : ""));
            default -> say(event.kind() + " " + fields);
        }
    }

    private void say(String line) {
        String text = model.log.get() + line + "\n";
        model.log.set(text.length() > LOG_LIMIT ? text.substring(text.length() - LOG_LIMIT) : text);
    }

    private void failed(WorkbenchException error) {
        view.frame().show(error);
        say(error.getMessage());
        model.stages.set(model.stages.get().stream()
                .map(item -> item.state() == StageLine.State.RUNNING
                        ? new StageLine.Item(item.name(), StageLine.State.FAILED, -1, error.getMessage())
                        : item)
                .toList());
    }

    @Override
    public void cancel() {
        if (work != null) {
            work.cancel();
        }
    }

    @Override
    public void home() {
        session.pageProperty().set(PageId.HOME);
    }
}
