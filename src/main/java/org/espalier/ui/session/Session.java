package org.espalier.ui.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.espalier.model.ComputeDevice;
import org.espalier.task.Programs;
import org.espalier.ui.task.Tasks;
import org.espalier.ui.theme.Appearance;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectKind;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.SparkTarget;
import org.jspecify.annotations.Nullable;

/// One window's state, shared by its pages.
public final class Session {

    /// The preference that holds the folders of tools.
    public static final String TOOLS = "tools";

    /// The preference that holds the Spark master.
    public static final String SPARK = "spark";

    /// The preference that holds what the engine computes on.
    public static final String DEVICE = "device";

    private static final String BOARD = "board.";
    private static final String STOPPED = "stopped.";
    private static final String PAGE = "page.";

    private final Tasks tasks = new Tasks();
    private final Preferences preferences;
    private final Appearance appearance;
    private final ReadOnlyObjectWrapper<@Nullable Project> project = new ReadOnlyObjectWrapper<>(this, "project", null);
    private final ObjectProperty<PageId> page = new SimpleObjectProperty<>(this, "page", PageId.HOME);
    private final Edits edits = new Edits(page::set);
    private final ObjectProperty<@Nullable Path> model = new SimpleObjectProperty<>(this, "model", null);
    private final ObjectProperty<@Nullable Budget> budget = new SimpleObjectProperty<>(this, "budget", null);
    private final ObjectProperty<@Nullable String> board = new SimpleObjectProperty<>(this, "board", null);
    private final ObjectProperty<@Nullable String> wantedTensor =
            new SimpleObjectProperty<>(this, "wantedTensor", null);
    private final ObjectProperty<@Nullable Path> compared = new SimpleObjectProperty<>(this, "compared", null);
    private final ObjectProperty<@Nullable Path> selectedRun = new SimpleObjectProperty<>(this, "selectedRun", null);
    private final ReadOnlyObjectWrapper<Integer> runsRevision = new ReadOnlyObjectWrapper<>(this, "runsRevision", 0);

    /// A session with nothing open.
    public Session(Preferences preferences, Appearance appearance) {
        this.preferences = preferences;
        this.appearance = appearance;
        String tools = preferences.get(TOOLS, "");
        if (!tools.isBlank()) {
            System.setProperty(Programs.PROPERTY, tools);
        }
        String device = preferences.get(DEVICE, "");
        if (!device.isBlank()) {
            System.setProperty(ComputeDevice.PROPERTY, device);
        }
        page.subscribe((_, now) -> rememberPage(now));
        model.subscribe((_, _) -> edits.clear());
    }

    /// Computes on that device from the next model that is opened on, and remembers it.
    public void setDevice(ComputeDevice device) {
        preferences.put(DEVICE, device.word());
        System.setProperty(ComputeDevice.PROPERTY, device.word());
    }

    /// Looks for programs in these folders first from now on, and remembers them.
    public void setTools(String folders) {
        preferences.putSoon(TOOLS, folders);
        if (folders.isBlank()) {
            System.clearProperty(Programs.PROPERTY);
        } else {
            System.setProperty(Programs.PROPERTY, folders);
        }
    }

    /// Where searches that this window starts have their candidates scored; null for this process.
    public @Nullable SparkTarget spark() {
        String master = preferences.get(SPARK, "").strip();
        return master.isEmpty() ? null : new SparkTarget(master, null);
    }

    /// Makes `opened` the current project and its model the current model.
    public void open(Project opened) {
        budget.set(null);
        selectedRun.set(null);
        edits.clear();
        preferences.opened(opened.folder());
        project.set(opened);
        model.set(opened.model());
        String planned = opened.file().board();
        board.set(planned == null ? null : preferences.get(BOARD + opened.folder(), planned));
    }

    /// Plans for another board from now on, and remembers it for this project.
    public void choose(String otherBoard) {
        Project open = project.get();
        String before = board.get();
        if (open != null && !otherBoard.equals(before)) {
            if (before != null) {
                edits.remember(page.get(), before, otherBoard, this::choose);
            }
            preferences.put(BOARD + open.folder(), otherBoard);
            budget.set(null);
            board.set(otherBoard);
        }
    }

    /// The page that was last in front with the open project: neither Home nor Settings, which are no project's.
    public Optional<PageId> lastPage() {
        Project open = project.get();
        String word = open == null ? "" : preferences.get(PAGE + open.folder(), "");
        return Stream.of(PageId.values()).filter(id -> id.word().equals(word)).findFirst();
    }

    private void rememberPage(PageId now) {
        Project open = project.get();
        if (open != null && now != PageId.HOME && now != PageId.SETTINGS) {
            preferences.putSoon(PAGE + open.folder(), now.word());
        }
    }

    /// Whether the open project is for a device.
    public boolean device() {
        Project open = project.get();
        return open != null && open.file().kind() == ProjectKind.DEVICE;
    }

    /// The open project's int8 network, if it names one.
    public Optional<Path> network() {
        Project open = project.get();
        return open == null ? Optional.empty() : open.path(open.file().network());
    }

    /// Where runs are kept: in the project, or among the user's own files when none is open.
    public RunStore runs() {
        Project open = project.get();
        return open == null ? RunStore.in(Installation.own().resolve("runs")) : open.runs();
    }

    /// Remembers which runs of the open project closing interrupts, so that they are offered next time: one that still
    /// manages to end is cancelled, as one is that the user stopped for good.
    public void interrupt() {
        Project open = project.get();
        if (open != null && tasks.busy()) {
            Set<String> stopped = new TreeSet<>(stopped(open.folder()));
            open.runs().list().stream()
                    .filter(run -> run.status() == RunStatus.UNFINISHED)
                    .map(Run::id)
                    .forEach(stopped::add);
            preferences.put(STOPPED + open.folder(), String.join(",", stopped));
        }
    }

    /// The ids of a project's runs that closing the window stopped and nobody has gone on with since.
    public Set<String> stopped(Path folder) {
        String ids = preferences.get(STOPPED + folder, "");
        return ids.isEmpty() ? Set.of() : Set.copyOf(List.of(ids.split(",", -1)));
    }

    /// Forgets that closing stopped a run of the open project: it is gone on with.
    public void resumed(String run) {
        Project open = project.get();
        if (open != null) {
            Set<String> left = new TreeSet<>(stopped(open.folder()));
            if (left.remove(run)) {
                preferences.put(STOPPED + open.folder(), String.join(",", left));
            }
        }
    }

    /// Whether a run waits to be gone on with: it was killed, or closing the window stopped it.
    ///
    /// @param stopped of its project, as [#stopped] has them
    public static boolean interrupted(Run run, Set<String> stopped) {
        return switch (run.status()) {
            case UNFINISHED -> true;
            case CANCELLED -> stopped.contains(run.id());
            case DONE, FAILED -> false;
        };
    }

    /// Says that a run was added or ended.
    public void runsChanged() {
        runsRevision.set(runsRevision.get() + 1);
    }

    /// What the user changed since the project was opened.
    public Edits edits() {
        return edits;
    }

    /// Background work.
    public Tasks tasks() {
        return tasks;
    }

    /// What is remembered.
    public Preferences preferences() {
        return preferences;
    }

    /// Theme and size.
    public Appearance appearance() {
        return appearance;
    }

    /// The open project; null when there is none.
    public ReadOnlyObjectProperty<@Nullable Project> projectProperty() {
        return project.getReadOnlyProperty();
    }

    /// The page in front; setting it goes there.
    public ObjectProperty<PageId> pageProperty() {
        return page;
    }

    /// The model the Models and Prune pages are about; null when there is none.
    public ObjectProperty<@Nullable Path> modelProperty() {
        return model;
    }

    /// The id of the board that is planned for; null without a project for a device.
    public ReadOnlyObjectProperty<@Nullable String> boardProperty() {
        return board;
    }

    /// What the current network needs of its board; null until a plan is made.
    public ObjectProperty<@Nullable Budget> budgetProperty() {
        return budget;
    }

    /// The model that Models is to compare the open one with; null once it does.
    public ObjectProperty<@Nullable Path> comparedProperty() {
        return compared;
    }

    /// The tensor that Models is to select; null once it has.
    public ObjectProperty<@Nullable String> wantedTensorProperty() {
        return wantedTensor;
    }

    /// The run that Runs shows first; null for none.
    public ObjectProperty<@Nullable Path> selectedRunProperty() {
        return selectedRun;
    }

    /// Changes whenever a run is added or ends.
    public ReadOnlyObjectProperty<Integer> runsRevisionProperty() {
        return runsRevision.getReadOnlyProperty();
    }
}
