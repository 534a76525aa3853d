package org.espalier.ui.models;

import java.io.File;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.control.TreeItem;
import javafx.stage.DirectoryChooser;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelCompareStep;
import org.espalier.workbench.step.ModelInspectStep;
import org.espalier.workbench.step.ModelTensorStep;
import org.jspecify.annotations.Nullable;

/// Reads the model's headers, then its zeros if that is quick, and one tensor whenever the selection changes.
public final class ModelsController implements Page, ModelsView.Actions {

    private static final double PAUSE_MILLIS = 120;
    private static final int BINS = 64;
    private static final int CELLS = 96;

    /// Kinds of models whose layers pruning takes weights from.
    private static final Set<String> PRUNED = Set.of("llava", "llama");

    private final Session session;
    private final ModelsModel model = new ModelsModel();
    private final ModelsView view;
    private final Latest<Inspected> inspecting;
    private final Latest<Inspected> counting;
    private final Latest<ModelTensorStep.Result> reading;
    private final Asking asking;
    private final Thresholds thresholds;
    private @Nullable Path path;

    /// A model as inspected, its tree made off the event thread: there may be ten thousand tensors.
    private record Inspected(ModelInspectStep.Result model, TreeItem<TensorRow> tree) {}

    private static Inspected inspect(Path path, boolean zeros, TaskContext context) {
        var model = new ModelInspectStep().run(new ModelInspectStep.Parameters(path, zeros), context);
        return new Inspected(model, TensorTree.of(model));
    }

    /// The page for `session`.
    public ModelsController(Session session) {
        this.session = session;
        inspecting = new Latest<>(session.tasks(), 1);
        counting = new Latest<>(session.tasks(), 1);
        reading = new Latest<>(session.tasks(), PAUSE_MILLIS);
        view = new ModelsView(model, session.preferences(), this);
        asking = new Asking(session, model, this::failed);
        thresholds = new Thresholds(session, model, this::failed);
        Pairing.keep(session, model, this::failed);
        model.selected.addListener((_, _, row) -> read(row));
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of("models.open", this::choose),
                Command.of("models.compare", this::compare),
                Command.of("models.count", this::countZeros),
                Command.of("models.threshold.count", this::countMagnitudes),
                Command.of("models.ask", this::ask));
    }

    @Override
    public void main() {
        ask();
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        Path now = session.modelProperty().get();
        Path other = session.comparedProperty().get();
        session.comparedProperty().set(null);
        if (!Objects.equals(now, path)) {
            path = now;
            load();
        } else {
            choose(session.wantedTensorProperty().get());
        }
        if (other != null) {
            compare(other);
        }
    }

    private void load() {
        Path now = path;
        view.frame().clearError();
        model.hasModel.set(now != null);
        model.tree.set(null);
        model.selected.set(null);
        model.tensor.set(null);
        model.comparison.set(null);
        model.answers.set(false);
        model.zerosPending.set(false);
        model.subject.set("");
        inspecting.stop();
        counting.stop();
        asking.forget();
        thresholds.of(null, 0);
        if (now != null) {
            inspecting.request(
                    Words.of("models.inspecting"), context -> inspect(now, false, context), this::show, this::failed);
        }
    }

    private void show(Inspected inspected) {
        ModelInspectStep.Result result = inspected.model();
        model.subject.set(Words.of(
                "models.subject",
                result.kind(),
                Numbers.shortCount(result.parameters()),
                Numbers.bytes(result.bytes()),
                path == null ? "" : Places.of(path)));
        model.tree.set(inspected.tree());
        model.selected.set(largest(inspected.tree()));
        choose(session.wantedTensorProperty().get());
        Path shown = path;
        if (shown != null) {
            Platform.runLater(() -> about(shown, () -> offer(result)));
        }
    }

    /// Offers, once the tree stands, what can be done with such a model.
    private void offer(ModelInspectStep.Result result) {
        model.answers.set(result.kind().equals("llava"));
        thresholds.of(PRUNED.contains(result.kind()) ? path : null, result.bytes());
        if (model.answers.get()) {
            asking.suggest();
        }
        if (result.bytes() <= Thresholds.QUICK_BYTES) {
            count();
        } else {
            model.zerosPending.set(true);
        }
    }

    /// The largest matrix, to have something to look at.
    private static @Nullable TensorRow largest(TreeItem<TensorRow> root) {
        return leaves(root)
                .filter(row -> row.tensor() != null)
                .max(Comparator.comparingLong(TensorRow::parameters))
                .orElse(null);
    }

    private static java.util.stream.Stream<TensorRow> leaves(TreeItem<TensorRow> item) {
        return item.isLeaf()
                ? java.util.stream.Stream.ofNullable(item.getValue())
                : item.getChildren().stream().flatMap(ModelsController::leaves);
    }

    /// Selects the tensor that was searched for.
    private void choose(@Nullable String tensor) {
        TreeItem<TensorRow> root = model.tree.get();
        if (tensor != null && root != null) {
            session.wantedTensorProperty().set(null);
            leaves(root).filter(row -> tensor.equals(row.tensor())).findFirst().ifPresent(model.selected::set);
        }
    }

    private void count() {
        Path now = path;
        if (now != null) {
            counting.request(
                    Words.of("models.counting"), context -> inspect(now, true, context), this::counted, this::failed);
        }
    }

    private void counted(Inspected inspected) {
        TensorRow selected = model.selected.get();
        model.zerosPending.set(false);
        model.tree.set(inspected.tree());
        model.selected.set(null);
        model.selected.set(selected);
    }

    @Override
    public void countZeros() {
        Path now = path;
        if (now != null) {
            session.tasks()
                    .start(Words.of("models.counting"), context -> inspect(now, true, context))
                    .done(inspected -> about(now, () -> counted(inspected)))
                    .failed(error -> about(now, () -> failed(error)));
        }
    }

    @Override
    public void countMagnitudes() {
        thresholds.count();
    }

    private void read(@Nullable TensorRow row) {
        Path now = path;
        String tensor = row == null ? null : row.tensor();
        if (now == null || tensor == null) {
            reading.stop();
            model.tensor.set(null);
            return;
        }
        reading.request(
                Words.of("models.reading", tensor),
                context -> new ModelTensorStep().run(new ModelTensorStep.Parameters(now, tensor, BINS, CELLS), context),
                model.tensor::set,
                this::failed);
    }

    private void failed(WorkbenchException error) {
        view.frame().show(error);
    }

    @Override
    public void choose() {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(Words.of("models.open.title"));
        File folder = chooser.showDialog(view.getScene().getWindow());
        if (folder != null) {
            session.modelProperty().set(folder.toPath());
            shown();
        }
    }

    @Override
    public void compare() {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(Words.of("models.compare.choose"));
        File folder = chooser.showDialog(view.getScene().getWindow());
        if (folder != null) {
            compare(folder.toPath());
        }
    }

    /// Compares the open model with another, in the background.
    void compare(Path other) {
        Path now = path;
        if (now != null) {
            view.frame().clearError();
            session.tasks()
                    .start(
                            Words.of("models.comparing", Places.of(other)),
                            context -> new ModelCompareStep().run(new ModelCompareStep.Parameters(now, other), context))
                    .done(result -> about(now, () -> model.comparison.set(result)))
                    .failed(error -> about(now, () -> failed(error)));
        }
    }

    /// Shows what work on a model came to, unless another one is open by now.
    private void about(Path inspected, Runnable show) {
        if (inspected.equals(path)) {
            show.run();
        }
    }

    @Override
    public void endComparing() {
        model.comparison.set(null);
    }

    @Override
    public void ask() {
        asking.ask(path);
    }

    @Override
    public void stop() {
        asking.stop();
    }

    @Override
    public void home() {
        session.pageProperty().set(PageId.HOME);
    }
}
