package org.espalier.ui.home;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.Parent;
import javafx.stage.DirectoryChooser;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.step.DoctorInstallStep;
import org.espalier.workbench.step.DoctorStep;

/// Finds samples and recent projects and passes on which one to open.
public final class HomeController implements Page {

    private static final String DISPLAY = "Display";

    private final Session session;
    private final Consumer<Path> open;
    private final HomeModel model = new HomeModel();
    private final HomeView view;

    private record Found(List<HomeModel.Sample> samples, List<HomeModel.Recent> recent) {}

    /// The page; `open` is called with the folder the user wants opened.
    public HomeController(Session session, Consumer<Path> open) {
        this.session = session;
        this.open = open;
        this.view = new HomeView(
                model, this::open, this::unfinished, this::choose, new MachinePanel(model, this::look, this::install));
    }

    private void open(Path folder) {
        view.frame().clearError();
        open.accept(folder);
    }

    /// Opens a project at the run that was interrupted, where it can be resumed.
    private void unfinished(HomeModel.Recent recent) {
        session.tasks()
                .load(Words.of("task.open", recent.folder().getFileName()), _ -> Project.open(recent.folder()))
                .done(project -> {
                    session.open(project);
                    session.selectedRunProperty().set(recent.unfinished());
                    session.pageProperty().set(PageId.RUNS);
                })
                .failed(this::show);
    }

    private void choose() {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(Words.of("home.choose.title"));
        File folder = chooser.showDialog(view.getScene().getWindow());
        if (folder != null) {
            open(folder.toPath());
        }
    }

    /// Shows why a project could not be opened.
    public void show(WorkbenchException error) {
        view.frame().show(error);
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        // Asked here: what is remembered belongs to the event thread.
        Map<Path, Set<String>> stopped = new LinkedHashMap<>();
        session.preferences().recent().forEach(folder -> stopped.put(folder, session.stopped(folder)));
        session.tasks()
                .load(Words.of("task.home"), _ -> find(stopped))
                .done(this::found)
                .failed(this::show);
        if (model.machine.isEmpty()) {
            look();
        }
    }

    /// Looks at this machine; that there is a display needs no saying in a window.
    private void look() {
        model.machine.clear();
        session.tasks()
                .load(
                        Words.of("task.machine"),
                        context -> things(new DoctorStep().run(new DoctorStep.Parameters(), context)))
                .done(model.machine::setAll)
                .failed(this::show);
    }

    private static List<HomeModel.Thing> things(DoctorStep.Result machine) {
        return machine.items().stream()
                .filter(item -> !item.name().equals(DISPLAY))
                .map(item -> new HomeModel.Thing(item, !item.present() && DoctorInstallStep.possible(item)))
                .toList();
    }

    /// Gets a thing in the background and looks again.
    private void install(String name) {
        view.frame().clearError();
        model.installing.set(true);
        session.tasks()
                .start(
                        Words.of("home.machine.installing", name),
                        context -> things(new DoctorInstallStep()
                                .run(new DoctorInstallStep.Parameters(Set.of(name)), context)
                                .machine()))
                .done(model.machine::setAll)
                .failed(this::show)
                .ended(() -> model.installing.set(false));
    }

    /// The samples, and the recent projects with the runs that closing stopped in each.
    private static Found find(Map<Path, Set<String>> recent) {
        List<HomeModel.Sample> samples = Installation.samples().stream()
                .map(project -> new HomeModel.Sample(project, SamplePictures.of(project)))
                .toList();
        List<HomeModel.Recent> found = new ArrayList<>();
        recent.forEach((folder, stopped) -> found.add(recent(folder, stopped)));
        return new Found(samples, found);
    }

    private static HomeModel.Recent recent(Path folder, Set<String> stopped) {
        if (!Files.isDirectory(folder)) {
            return new HomeModel.Recent(folder, "", null);
        }
        try {
            Project project = Project.open(folder);
            Path unfinished = project.runs().list().reversed().stream()
                    .filter(run -> Session.interrupted(run, stopped))
                    .map(Run::folder)
                    .findFirst()
                    .orElse(null);
            return new HomeModel.Recent(folder, project.file().name(), unfinished);
        } catch (WorkbenchException e) {
            return new HomeModel.Recent(folder, "", null);
        }
    }

    private void found(Found found) {
        model.samples.setAll(found.samples());
        model.recent.setAll(found.recent());
        model.loaded.set(true);
    }
}
