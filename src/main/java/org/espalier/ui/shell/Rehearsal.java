package org.espalier.ui.shell;

import java.util.List;
import java.util.function.BiFunction;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.TabPane;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.BackgroundThreads;
import org.espalier.ui.theme.Appearance;

/// Makes every page once, beside the event thread and for nobody, and styles and lays it out: what a page needs is
/// loaded by then, so that the first visit of the real one does not hold the window up.
///
/// A node may be made on any thread as long as no window shows it; these never are.
final class Rehearsal implements Runnable {

    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;

    private final BiFunction<Session, PageId, Page> maker;
    private final List<String> sheets;

    private Rehearsal(BiFunction<Session, PageId, Page> maker, List<String> sheets) {
        this.maker = maker;
        this.sheets = sheets;
    }

    /// Starts it.
    ///
    /// @param maker makes a page of a session
    /// @param sheets style sheets of the window
    static Thread start(BiFunction<Session, PageId, Page> maker, List<String> sheets) {
        Thread thread = BackgroundThreads.named("rehearsal").newThread(new Rehearsal(maker, List.copyOf(sheets)));
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        Session nobody = new Session(Preferences.inMemory(), new Appearance());
        show(Controls.filled());
        for (PageId id : PageId.values()) {
            show(maker.apply(nobody, id).view());
        }
        nobody.tasks().close();
    }

    private void show(Parent view) {
        Scene scene = new Scene(view, WIDTH, HEIGHT);
        scene.getStylesheets().setAll(sheets);
        reveal(view);
        layOut(view);
        for (Node node : view.lookupAll(".tab-pane")) {
            if (node instanceof TabPane tabs) {
                tabs.getTabs().forEach(tab -> {
                    tabs.getSelectionModel().select(tab);
                    reveal(view);
                    layOut(view);
                });
            }
        }
    }

    /// Shows what waits for something to show: the toolkit styles nothing that is hidden.
    private static void reveal(Node node) {
        if (!node.visibleProperty().isBound() && !node.managedProperty().isBound()) {
            node.setVisible(true);
            node.setManaged(true);
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(Rehearsal::reveal);
        }
    }

    private static void layOut(Parent view) {
        view.applyCss();
        view.layout();
    }
}
