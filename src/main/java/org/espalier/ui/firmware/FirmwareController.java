package org.espalier.ui.firmware;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.Parent;
import javafx.scene.control.TreeItem;
import org.espalier.plan.Plan;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.chart.FlashMap;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.McuFirmwareStep;
import org.espalier.workbench.step.McuPlanStep;
import org.jspecify.annotations.Nullable;

/// Builds the project's network as firmware, and shows what was generated and what the linker made of it.
public final class FirmwareController implements Page, FirmwareView.Actions {

    private static final String STEP = "mcu firmware";

    private final Session session;
    private final FirmwareModel model = new FirmwareModel();
    private final FirmwareView view;
    private final Latest<Read> reading;
    private final Latest<List<String>> opening;
    private @Nullable Path folder;
    private @Nullable Work<?> work;

    private record Read(
            TreeItem<Path> files, Optional<Path> first, List<FirmwareModel.Memory> memories, Drawing flash) {}

    /// The page for `session`.
    public FirmwareController(Session session) {
        this.session = session;
        reading = new Latest<>(session.tasks(), 1);
        opening = new Latest<>(session.tasks(), 60);
        view = new FirmwareView(model, session.preferences(), this);
        model.file.subscribe((_, file) -> open(file));
    }

    @Override
    public void main() {
        build();
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.of("firmware.build", this::build));
    }

    @Override
    public void shown() {
        Project project = session.projectProperty().get();
        String board = session.boardProperty().get();
        Path network = session.network().orElse(null);
        model.hasNetwork.set(network != null && board != null);
        Path now = project == null || board == null ? null : folder(project, board);
        if (!Objects.equals(now, folder)) {
            folder = now;
            model.file.set(null);
            model.log.set("");
            view.frame().clearError();
        }
        model.subject.set(now == null ? "" : Places.of(now));
        read();
    }

    private static Path folder(Project project, String board) {
        return project.folder().resolve("firmware").resolve(board.replaceAll("[^A-Za-z0-9._-]+", "-"));
    }

    private void read() {
        Path now = folder;
        Path network = session.network().orElse(null);
        String board = session.boardProperty().get();
        if (now == null || network == null || board == null) {
            return;
        }
        RunStore store = session.runs();
        var planned = new McuPlanStep.Parameters(network, board, Techniques.ALL);
        reading.request(
                Words.of("firmware.reading"),
                context -> read(now, store, new McuPlanStep().run(planned, context)),
                this::show,
                view.frame()::show);
    }

    private static Read read(Path folder, RunStore store, Plan plan) {
        TreeItem<Path> files = ProjectFiles.tree(folder);
        Optional<Path> first = Stream.of("main.c", "src/main.c", "Makefile")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
        List<FirmwareModel.Memory> memories = store.list().reversed().stream()
                .filter(run ->
                        run.status() == RunStatus.DONE && run.record().step().equals(STEP))
                .findFirst()
                .flatMap(Run::result)
                .map(result -> List.of(
                        memory(
                                Words.of("budget.flash"),
                                result.path("flash"),
                                FlashParts.flash(plan, result.path("flash"))),
                        memory(
                                Words.of("budget.sram"),
                                result.path("sram"),
                                FlashParts.sram(plan, result.path("sram")))))
                .orElse(List.of());
        return new Read(files, first, memories, FlashMap.of(plan));
    }

    private static FirmwareModel.Memory memory(String name, JsonNode node, List<FirmwareModel.Pair> pairs) {
        List<FirmwareModel.Section> sections = new ArrayList<>();
        node.path("sections")
                .properties()
                .forEach(e -> sections.add(
                        new FirmwareModel.Section(e.getKey(), e.getValue().asLong())));
        return new FirmwareModel.Memory(
                name,
                node.path("budget").asLong(),
                node.path("plan").asLong(),
                sections,
                node.path("difference").asText(),
                pairs);
    }

    private void show(Read read) {
        boolean built = !read.files().getChildren().isEmpty();
        model.built.set(built);
        model.files.set(built ? read.files() : null);
        model.flash.set(read.flash());
        model.memories.set(built ? read.memories() : List.of());
        if (model.file.get() == null) {
            model.file.set(read.first().orElse(null));
        }
    }

    private void open(@Nullable Path file) {
        if (file == null) {
            opening.stop();
            model.lines.set(List.of());
            return;
        }
        opening.request(
                Words.of("firmware.opening", file.getFileName()),
                _ -> Files.isRegularFile(file)
                        ? ProjectFiles.lines(
                                file,
                                Words.of(
                                        "firmware.binary",
                                        Numbers.bytes(file.toFile().length())))
                        : List.of(),
                model.lines::set,
                view.frame()::show);
    }

    @Override
    public void build() {
        Path out = folder;
        Path network = session.network().orElse(null);
        String board = session.boardProperty().get();
        if (out == null || network == null || board == null || model.busy.get()) {
            return;
        }
        view.frame().clearError();
        model.busy.set(true);
        model.log.set("");
        var store = session.runs();
        var parameters = new McuFirmwareStep.Parameters(network, board, out, Techniques.ALL, true);
        List<String> command =
                List.of("mcu", "firmware", network.toString(), "--board", board, "--out", out.toString(), "--force");
        Work<McuFirmwareStep.Result> started = session.tasks()
                .start(
                        Words.of("firmware.task", board),
                        context -> store.start(STEP, parameters, command, List.of(network), context)
                                .record(recording -> new McuFirmwareStep().run(parameters, recording)));
        work = started;
        started.stageProperty().addListener((_, _, stage) -> say(stage));
        started.event(this::event).failed(this::failed).done(this::done).ended(() -> {
            model.busy.set(false);
            session.runsChanged();
            read();
        });
    }

    private void event(TaskEvent event) {
        say(
                event.kind().equals("log")
                        ? String.valueOf(event.fields().get("line"))
                        : event.kind() + " " + event.fields());
    }

    private void done(McuFirmwareStep.Result result) {
        say(Words.of("firmware.done", Places.in(result.bin()), result.sha256()));
    }

    private void failed(WorkbenchException error) {
        view.frame().show(error);
        say(error.getMessage());
    }

    private void say(String line) {
        if (!line.isEmpty()) {
            model.log.set(model.log.get() + line + "\n");
        }
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
