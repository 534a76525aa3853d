package org.espalier.ui.shell;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.espalier.plan.Boards;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.boards.BoardsController;
import org.espalier.ui.firmware.FirmwareController;
import org.espalier.ui.home.HomeController;
import org.espalier.ui.memory.MemoryController;
import org.espalier.ui.models.ModelsController;
import org.espalier.ui.nas.SearchController;
import org.espalier.ui.prune.PruneController;
import org.espalier.ui.runs.RunsController;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.settings.SettingsController;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectKind;

/// Brings pages to the front and projects into the session.
public final class ShellController {

    private final Session session;
    private final ShellView view;
    private final Commands commands;
    private final Latest<Project> opening;
    private final Map<PageId, Page> pages = new EnumMap<>(PageId.class);

    /// A shell around the pages of `session`, Home in front.
    public ShellController(Session session) {
        this.session = session;
        this.opening = new Latest<>(session.tasks(), 1);
        this.view = new ShellView(session, this::search);
        this.commands = new Commands(session, this::front);
        commands.add(Command.of(Words.of("command.palette"), "Shortcut+Shift+P", this::palette));
        commands.add(Command.of(Words.of("command.search"), "Shortcut+P", this::search));
        commands.add(Command.of(Words.of("command.guide"), "F1", this::guide));
        commands.add(Command.of(Words.of("command.run"), "Shortcut+ENTER", () -> front().main()));
        commands.add(Command.of(Words.of("command.undo"), "Shortcut+Z", session.edits()::undo));
        commands.add(Command.of(Words.of("command.redo"), "Shortcut+Shift+Z", session.edits()::redo));
        commands.add(Command.of("command.tour", () -> view.tour().start()));
        FolderDrop.on(view, this::open);
        BudgetKeeper.keep(session);
        session.pageProperty().addListener((_, _, page) -> show(page));
        bringForward(front());
    }

    /// One event makes a page, the next shows it: together they would hold the window up.
    private void show(PageId id) {
        if (pages.containsKey(id)) {
            bringForward(front());
        } else {
            front();
            Platform.runLater(() -> {
                if (session.pageProperty().get() == id) {
                    bringForward(front());
                }
            });
        }
    }

    private void bringForward(Page page) {
        view.setPage(session.pageProperty().get().title(), page.view());
        page.shown();
    }

    private Page page(PageId id) {
        return make(session, id, this::open);
    }

    private static Page make(Session session, PageId id, Consumer<Path> open) {
        return switch (id) {
            case HOME -> new HomeController(session, open);
            case MODELS -> new ModelsController(session);
            case PRUNE -> new PruneController(session);
            case SEARCH -> new SearchController(session);
            case FIRMWARE -> new FirmwareController(session);
            case MEMORY -> new MemoryController(session);
            case BOARDS -> new BoardsController(session);
            case RUNS -> new RunsController(session);
            case SETTINGS -> new SettingsController(session);
        };
    }

    /// Loads, beside the event thread, what the first visits of pages need; the thread that does it ends by itself.
    public Thread rehearse() {
        Scene scene = view.getScene();
        return Rehearsal.start(
                (nobody, id) -> make(nobody, id, _ -> {}), scene == null ? List.of() : scene.getStylesheets());
    }

    /// Opens a project folder, the last one asked for, reading it in the background, and goes to the page that was last
    /// in front with it, or to the one where its work starts.
    public void open(Path folder) {
        opening.request(Words.of("task.open", Places.of(folder)), _ -> read(folder), this::opened, this::failed);
    }

    /// @throws WorkbenchException if the folder holds no project, or one for a board that is not known
    private static Project read(Path folder) {
        Project project = Project.open(folder);
        String board = project.file().board();
        if (board != null) {
            Boards.byId(board);
        }
        return project;
    }

    private void opened(Project project) {
        session.open(project);
        PageId first = project.file().kind() == ProjectKind.DEVICE ? PageId.MEMORY : PageId.MODELS;
        PageId page = session.lastPage().orElse(first);
        if (page == session.pageProperty().get()) {
            bringForward(front());
        } else {
            session.pageProperty().set(page);
        }
    }

    private void failed(WorkbenchException error) {
        session.pageProperty().set(PageId.HOME);
        if (pages.get(PageId.HOME) instanceof HomeController home) {
            home.show(error);
        }
    }

    /// Opens the guide at the section of the page in front.
    private void guide() {
        view.guide().open(session.pageProperty().get().title());
    }

    private Page front() {
        return pages.computeIfAbsent(session.pageProperty().get(), this::page);
    }

    private void palette() {
        view.finder()
                .open(
                        Words.of("finder.commands"),
                        commands.now().stream()
                                .map(command -> new Finder.Item(command.title(), command.keysText(), command.run()))
                                .toList());
    }

    private void search() {
        Searching searching = new Searching(session, this::open);
        searching.read(view.finder().open(Words.of("finder.search"), searching.places()));
    }

    /// Adds the keys that work on every page.
    void installKeys(Scene scene) {
        commands.always().forEach(command -> {
            if (command.keys() != null) {
                scene.getAccelerators().put(command.keys(), command.run());
            }
        });
        for (KeyCode plus : List.of(KeyCode.EQUALS, KeyCode.ADD)) {
            key(scene, plus, () -> commands.resize(10));
        }
        key(scene, KeyCode.Y, session.edits()::redo);
        key(scene, KeyCode.SUBTRACT, () -> commands.resize(-10));
        session.appearance()
                .sizeProperty()
                .addListener((_, _, size) -> session.preferences().put("size", size.toString()));
        session.appearance()
                .themeProperty()
                .addListener((_, _, theme) -> session.preferences().put("theme", theme.name()));
    }

    private static void key(Scene scene, KeyCode code, Runnable action) {
        scene.getAccelerators().put(new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN), action);
    }

    /// Shows, once, that work would be lost by closing; closing again after that is meant so.
    boolean confirmClose(Stage stage) {
        return view.confirm(session.tasks(), stage::close);
    }

    /// The whole window's content.
    public Region view() {
        return view;
    }

    /// The session that runs in this window.
    public Session session() {
        return session;
    }
}
