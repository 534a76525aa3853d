package org.espalier.ui.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.espalier.task.TaskContext;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.ModelInspectStep;

/// What can be searched for: pages and projects at once, the model's tensors and the project's runs once they are read.
final class Searching {

    private final Session session;
    private final Consumer<Path> open;

    Searching(Session session, Consumer<Path> open) {
        this.session = session;
        this.open = open;
    }

    /// Pages and projects.
    List<Finder.Item> places() {
        List<Finder.Item> items = new ArrayList<>();
        for (PageId id : PageId.values()) {
            items.add(new Finder.Item(
                    id.title(),
                    Words.of("finder.page"),
                    () -> session.pageProperty().set(id)));
        }
        session.preferences()
                .recent()
                .forEach(folder -> items.add(
                        new Finder.Item(Places.of(folder), Words.of("finder.project"), () -> open.accept(folder))));
        return items;
    }

    /// Samples and runs, and the model's tensors, read in the background: what cannot be read hides nothing else.
    void read(Consumer<List<Finder.Item>> found) {
        Path model = session.modelProperty().get();
        RunStore runs = session.runs();
        session.tasks()
                .load(Words.of("finder.reading"), _ -> samplesAndRuns(runs))
                .done(found);
        if (model != null) {
            session.tasks()
                    .load(Words.of("finder.reading"), context -> tensors(model, context))
                    .done(found);
        }
    }

    private List<Finder.Item> samplesAndRuns(RunStore runs) {
        List<Finder.Item> items = new ArrayList<>();
        Installation.samples()
                .forEach(sample -> items.add(new Finder.Item(
                        sample.file().name(), Words.of("finder.sample"), () -> open.accept(sample.folder()))));
        runs.list()
                .reversed()
                .forEach(run -> items.add(new Finder.Item(run.id(), Words.of("finder.run"), () -> {
                    session.selectedRunProperty().set(run.folder());
                    go(PageId.RUNS);
                })));
        return items;
    }

    private List<Finder.Item> tensors(Path model, TaskContext context) {
        return new ModelInspectStep()
                .run(new ModelInspectStep.Parameters(model, false), context).tensors().stream()
                        .map(tensor -> new Finder.Item(
                                tensor.name(), Words.of("finder.tensor", tensor.shape()), () -> tensor(tensor.name())))
                        .toList();
    }

    private void tensor(String name) {
        session.wantedTensorProperty().set(name);
        go(PageId.MODELS);
    }

    /// Goes to a page, or shows it anew when it is in front already.
    private void go(PageId page) {
        if (session.pageProperty().get() == page) {
            session.pageProperty().set(PageId.HOME);
        }
        session.pageProperty().set(page);
    }
}
