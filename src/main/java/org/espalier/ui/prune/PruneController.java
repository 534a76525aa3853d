package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.application.Platform;
import javafx.scene.Parent;
import org.espalier.model.Component;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.task.Work;
import org.espalier.ui.task.WorkState;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.PruneWhatIfStep;
import org.jspecify.annotations.Nullable;

/// Turns the form into runs, and runs into what the page shows.
public final class PruneController implements Page, PruneView.Actions {

    private static final String BASELINE = "baseline.";

    private final Session session;
    private final PruneModel model = new PruneModel();
    private final PruneView view;
    private final Latest<Loaded> loading;
    private final Editing editing = new Editing(model);
    private final Asked asked;
    private final PolicySearching searching;
    private final Counting counting;
    private @Nullable Path path;
    private @Nullable Loaded loaded;
    private boolean showsRun;
    private @Nullable Map<String, Double> policy;
    private @Nullable Work<?> work;

    /// The page for `session`.
    public PruneController(Session session) {
        this.session = session;
        this.asked = new Asked(session, model, editing);
        this.searching = new PolicySearching(session, model);
        this.counting = new Counting(session, model, this::failed);
        this.loading = new Latest<>(session.tasks(), 1);
        this.view = new PruneView(model, session.preferences(), this);
        model.sparsity.subscribe((_, _) -> retarget());
        model.pattern.subscribe((_, _) -> preview());
        model.languageModel.subscribe((_, _) -> preview());
        model.visionTower.subscribe((_, _) -> preview());
        model.projector.subscribe((_, _) -> preview());
        session.projectProperty().subscribe(asked::defaults);
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of("prune.start", this::start),
                Command.of("prune.search.start", this::search),
                Command.of("prune.cancel", this::cancel),
                Command.of("prune.gains.measure", this::measureGains),
                Command.of("prune.magnitudes.count", this::countMagnitudes),
                Command.of("prune.undo", this::undo),
                Command.of("prune.redo", this::redo));
    }

    @Override
    public void main() {
        start();
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        Path now = session.device() ? null : session.modelProperty().get();
        if (!Objects.equals(now, path)) {
            path = now;
            loaded = null;
            model.outcome.set(null);
            model.blocks.set(List.of());
            model.checkpoint.set(null);
            model.gains.set(null);
            searching.clear();
            counting.clear();
            view.frame().clearError();
        }
        model.hasModel.set(now != null);
        model.subject.set(now == null ? "" : Places.of(now));
        load();
    }

    private void load() {
        Path now = path;
        if (now == null) {
            return;
        }
        var store = session.runs();
        loading.request(
                Words.of("prune.loading"), context -> Loaded.read(now, store, context), this::show, this::failed);
    }

    private void show(Loaded now) {
        Path dense = path;
        if (dense == null) {
            return;
        }
        loaded = now;
        model.accuracies.set(PruneCharts.accuracy(now.history(), dense));
        model.sensitivity.set(PruneCharts.sensitivity(now.history(), dense));
        searching.show(now.search());
        if (!now.layers().weights().isEmpty()) {
            counting.load(dense, now.bytes());
        }
        List<Scored> scored = Scored.of(now.history(), dense);
        String kept =
                session.preferences().get(BASELINE + dense, scored.getFirst().name());
        model.checkpoints.setAll(scored);
        model.baseline.set(kept);
        PruneHistory.Pruned run = now.run(dense, session.selectedRunProperty().get());
        if (run == null) {
            model.outcome.set(now.outcome(dense, null));
            preview();
        } else {
            show(run, now);
            model.outcome.set(now.outcome(dense, run));
        }
    }

    private void show(PruneHistory.Pruned run, Loaded now) {
        List<PolicyPart> parts = now.layers().parts(run.components());
        showsRun = true;
        model.editable.set(run.pattern().equals("unstructured"));
        editing.start(parts, now.layers().means(parts, run.ratios()));
        model.barsTitle.set(Words.of("prune.bars.done", run.criterion(), Numbers.percent(run.sparsity())));
        model.ratios.set(PruneCharts.layers(run.ratios(), run.errors()));
    }

    /// Shows what the form asks for, before anything is done: the same ratio everywhere.
    private void preview() {
        Loaded now = loaded;
        if (now == null || model.running.get()) {
            return;
        }
        Cut cut = Cut.of(model.pattern.get());
        double ratio = cut.pattern().grouped() ? cut.pattern().ratio() : asked.ratio();
        List<PolicyPart> parts = now.layers()
                .parts(asked.components().stream().map(Component::word).toList());
        showsRun = false;
        model.editable.set(cut.editable());
        editing.start(parts, Collections.nCopies(parts.size(), ratio));
        showAsked();
    }

    /// Moves the total, and with it every ratio that is not locked.
    private void retarget() {
        if (showsRun && !asked.edited()) {
            preview();
        } else if (loaded != null && !model.running.get() && model.editable.get() && editing.target(asked.ratio())) {
            editing.show();
            showAsked();
        }
    }

    private void showAsked() {
        model.barsTitle.set(Words.of("prune.bars.asked", Numbers.percent(editing.total())));
        Map<String, Double> ratios = editing.ratios();
        model.ratios.set(
                ratios.isEmpty() ? org.espalier.ui.chart.ChartData.EMPTY : PruneCharts.layers(ratios, Map.of()));
    }

    @Override
    public void start() {
        Path dense = path;
        if (dense == null || model.running.get()) {
            return;
        }
        if (asked.components().isEmpty()) {
            failed(WorkbenchException.usage(
                    "window.components", Words.of("prune.components.none"), Words.of("prune.components.remedy")));
            return;
        }
        view.frame().clearError();
        PruneJob job = asked.job(dense);
        Work<Path> started = session.tasks()
                .start(
                        Words.of("prune.task", job.how(), Numbers.percent(job.sparsity())),
                        context -> job.run(context, () -> Platform.runLater(session::runsChanged)));
        follow(started);
    }

    private void follow(Work<?> started) {
        work = started;
        model.running.set(true);
        model.stage.bind(started.stageProperty());
        model.fraction.bind(started.fractionProperty());
        started.failed(this::failed).ended(this::ended);
    }

    @Override
    public void search() {
        Path dense = path;
        if (dense != null && !model.running.get()) {
            view.frame().clearError();
            follow(searching.start(dense, asked.ratio(), result -> policy = result.policy()));
        }
    }

    /// Puts the policy that a search found on the bars, to be pruned as it is or edited.
    private void showPolicy(Map<String, Double> found) {
        Loaded now = loaded;
        if (now != null) {
            List<PolicyPart> parts = now.layers().parts(List.of(Component.LANGUAGE_MODEL.word()));
            showsRun = true;
            model.editable.set(true);
            editing.found(parts, now.layers().means(parts, found));
            model.barsTitle.set(Words.of("prune.bars.found", Numbers.percent(editing.total())));
            model.ratios.set(PruneCharts.layers(found, Map.of()));
        }
    }

    private void ended() {
        model.stage.unbind();
        model.fraction.unbind();
        model.running.set(false);
        session.runsChanged();
        Map<String, Double> found = policy;
        policy = null;
        if (found == null) {
            load();
        } else {
            showPolicy(found);
        }
    }

    @Override
    public void cancel() {
        Work<?> running = work;
        if (running != null && running.stateProperty().get() != WorkState.STOPPING) {
            running.cancel();
        }
    }

    private void failed(WorkbenchException error) {
        view.frame().show(error);
    }

    @Override
    public void set(int part, double share, boolean first) {
        editing.set(part, share, first);
    }

    @Override
    public void lock(int part) {
        editing.lock(part);
    }

    @Override
    public void type(String percent) {
        editing.type(percent);
    }

    @Override
    public boolean takeBack() {
        boolean can = model.editable.get() && model.undoable.get();
        undo();
        return can;
    }

    @Override
    public boolean makeAgain() {
        boolean can = model.editable.get() && model.redoable.get();
        redo();
        return can;
    }

    @Override
    public void undo() {
        editing.undo();
    }

    @Override
    public void redo() {
        editing.redo();
    }

    @Override
    public void runs() {
        session.pageProperty().set(PageId.RUNS);
    }

    @Override
    public void compare() {
        PruneModel.Outcome outcome = model.outcome.get();
        if (outcome != null && outcome.out() != null) {
            session.comparedProperty().set(outcome.out());
            session.pageProperty().set(PageId.MODELS);
        }
    }

    @Override
    public void home() {
        session.pageProperty().set(PageId.HOME);
    }

    @Override
    public void pin() {
        Scored chosen = model.checkpoint.get();
        Path dense = path;
        if (chosen != null && dense != null) {
            session.preferences().put(BASELINE + dense, chosen.name());
            model.baseline.set(chosen.name());
        }
    }

    @Override
    public void compareChosen() {
        Scored chosen = model.checkpoint.get();
        if (chosen != null) {
            session.comparedProperty().set(chosen.folder());
            session.pageProperty().set(PageId.MODELS);
        }
    }

    @Override
    public void countMagnitudes() {
        view.frame().clearError();
        counting.count(path);
    }

    @Override
    public void stopCounting() {
        counting.stop();
    }

    @Override
    public void measureGains() {
        Path dense = path;
        if (dense == null || model.measuring.get()) {
            return;
        }
        view.frame().clearError();
        model.measuring.set(true);
        session.tasks()
                .start(
                        Words.of("prune.gains.task"),
                        context -> new PruneWhatIfStep()
                                .run(new PruneWhatIfStep.Parameters(dense.toString(), asked.ratio()), context))
                .done(model.gains::set)
                .failed(this::failed)
                .ended(() -> model.measuring.set(false));
    }
}
