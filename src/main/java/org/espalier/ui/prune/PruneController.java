package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.application.Platform;
import javafx.scene.Parent;
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
    private final Packing packing;
    private final Gaining gaining;
    private final Bars bars;
    private final Changes changes;
    private @Nullable Path path;
    private @Nullable Map<String, Double> policy;
    private @Nullable Work<?> work;

    /// The page for `session`.
    public PruneController(Session session) {
        this.session = session;
        this.asked = new Asked(session, model, editing);
        this.bars = new Bars(model, editing, asked);
        this.searching = new PolicySearching(session, model);
        this.counting = new Counting(session, model, this::failed);
        this.packing = new Packing(session, model, this::failed);
        this.gaining = new Gaining(session, model, this::failed);
        this.loading = new Latest<>(session.tasks(), 1);
        this.view = new PruneView(model, session.preferences(), this);
        model.sparsity.subscribe((_, _) -> bars.retarget());
        model.pattern.subscribe((_, _) -> bars.preview());
        model.languageModel.subscribe((_, _) -> bars.preview());
        model.visionTower.subscribe((_, _) -> bars.preview());
        model.projector.subscribe((_, _) -> bars.preview());
        this.changes = new Changes(session.edits(), model, bars);
        model.undoable.bind(session.edits().undoableProperty());
        model.redoable.bind(session.edits().redoableProperty());
        session.projectProperty().subscribe(project -> changes.quietly(() -> asked.defaults(project)));
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of("prune.start", this::start),
                Command.of("prune.search.start", this::search),
                Command.of("prune.cancel", this::cancel),
                Command.of("prune.pack", this::pack),
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
            changes.quietly(() -> bars.load(null));
            model.outcome.set(null);
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
        changes.quietly(() -> showBars(dense, now));
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
    }

    private void showBars(Path dense, Loaded now) {
        PruneHistory.Pruned run = now.run(dense, session.selectedRunProperty().get());
        bars.load(now);
        bars.show(run, now);
        model.outcome.set(now.outcome(dense, run));
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
            changes.quietly(() -> bars.found(found));
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
        changes.drag(first, () -> editing.set(part, share));
    }

    @Override
    public void lock(int part) {
        changes.make(() -> editing.lock(part));
    }

    @Override
    public void type(String percent) {
        changes.make(() -> editing.type(percent));
    }

    @Override
    public void undo() {
        session.edits().undo();
    }

    @Override
    public void redo() {
        session.edits().redo();
    }

    @Override
    public void runs() {
        session.pageProperty().set(PageId.RUNS);
    }

    @Override
    public void compare() {
        PruneModel.Outcome outcome = model.outcome.get();
        if (outcome != null && outcome.out() != null) {
            compare(outcome.out());
        }
    }

    private void compare(Path other) {
        session.comparedProperty().set(other);
        session.pageProperty().set(PageId.MODELS);
    }

    @Override
    public void pack() {
        PruneModel.Outcome outcome = model.outcome.get();
        if (outcome != null && outcome.out() != null) {
            view.frame().clearError();
            packing.start(outcome.out(), this::load);
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
            compare(chosen.folder());
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
        if (dense != null) {
            view.frame().clearError();
            gaining.start(dense, asked.ratio());
        }
    }
}
