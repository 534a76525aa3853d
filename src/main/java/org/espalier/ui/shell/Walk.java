package org.espalier.ui.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.scene.Node;
import javafx.scene.control.TabPane;
import javafx.stage.Stage;
import org.espalier.task.TaskContext;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Preferences;
import org.espalier.workbench.project.Project;

/// Walks through every page of a window with a project open, as a user would who looks at each, and tells how long its
/// first page took and how long it let an event wait.
public final class Walk {

    /// What a walk told.
    ///
    /// @param firstPageMillis from the start of the JVM until the first page was laid out
    /// @param firstPageProcessorMillis processor time of all threads until then
    /// @param longestWaitMillis the longest an event waited from then on
    /// @param busiestMillis the most processor time the event thread took while an event waited
    /// @param waits those of more than 50 ms, the longest first, with what held the thread
    public record Told(
            String schema,
            long firstPageMillis,
            long firstPageProcessorMillis,
            long longestWaitMillis,
            long busiestMillis,
            List<String> waits) {

        /// Copies the list.
        public Told {
            waits = List.copyOf(waits);
        }
    }

    private Walk() {}

    /// Walks through a window that nobody sees unless the toolkit has a display.
    ///
    /// @param projects the projects to open, one after another
    /// @param visits how often each page is looked at with each
    /// @throws org.espalier.task.WorkbenchException if one is none
    public static Told through(List<Path> projects, int visits, TaskContext context) {
        projects.forEach(Project::open);
        Pictures.startToolkit();
        CompletableFuture<FirstPage> first = new CompletableFuture<>();
        Stage stage = Pictures.onWindowThread(() -> open(first));
        ShellController shell = (ShellController) stage.getUserData();
        try {
            FirstPage page = Pictures.get(first);
            Pictures.join(Pictures.onWindowThread(shell::rehearse));
            EventWatch watch = Pictures.onWindowThread(() -> EventWatch.here(_ -> {}));
            for (Path project : projects) {
                open(project, visits, stage, watch, context);
            }
            watch.close();
            return new Told(
                    "espalier.walk/1",
                    page.millis(),
                    page.processorMillis(),
                    watch.longestMillis(),
                    watch.busiestMillis(),
                    watch.pauses().stream().map(EventWatch.Pause::inShort).toList());
        } finally {
            Pictures.onWindowThread(() -> {
                stage.hide();
                return stage;
            });
        }
    }

    private static Stage open(CompletableFuture<FirstPage> first) {
        Preferences preferences = Preferences.inMemory();
        preferences.put("tour", "done");
        Stage stage = new Stage();
        Window window = Window.on(stage, preferences);
        stage.setUserData(window.shell());
        stage.getScene().addPostLayoutPulseListener(() -> {
            if (!first.isDone()) {
                first.complete(FirstPage.now());
            }
        });
        window.show();
        return stage;
    }

    private static void open(Path project, int visits, Stage stage, EventWatch watch, TaskContext context) {
        ShellController shell = (ShellController) stage.getUserData();
        Pictures.onWindowThread(() -> {
            watch.at("opening the project");
            shell.open(project);
            return shell;
        });
        Pictures.settle(stage, shell.session(), context);
        for (int round = 1; round <= visits; round++) {
            for (PageId id : PageId.values()) {
                visit(id, id.title() + ", visit " + round, stage, watch, context);
            }
        }
    }

    private static void visit(PageId page, String place, Stage stage, EventWatch watch, TaskContext context) {
        ShellController shell = (ShellController) stage.getUserData();
        context.stage(place);
        Pictures.onWindowThread(() -> {
            watch.at(place);
            shell.session().pageProperty().set(page);
            return shell;
        });
        Pictures.settle(stage, shell.session(), context);
        for (TabPane tabs : tabs(shell)) {
            for (int i = 0; i < tabs.getTabs().size(); i++) {
                int at = i;
                Pictures.onWindowThread(() -> {
                    watch.at(place + ", " + tabs.getTabs().get(at).getText());
                    tabs.getSelectionModel().select(at);
                    return tabs;
                });
                Pictures.settle(stage, shell.session(), context);
            }
        }
    }

    private static List<TabPane> tabs(ShellController shell) {
        return Pictures.onWindowThread(() -> {
            List<TabPane> found = new ArrayList<>();
            for (Node node : shell.view().lookupAll(".tab-pane")) {
                if (node instanceof TabPane tabs) {
                    found.add(tabs);
                }
            }
            return found;
        });
    }
}
