package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectFile;
import org.espalier.workbench.step.ModelInspectStep;
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
    private final PolicySearching searching;
    private final Counting counting;
    private @Nullable Path path;
    private @Nullable Loaded loaded;
    private boolean showsRun;
    private @Nullable Map<String, Double> policy;
    private @Nullable Work<?> work;

    private record Loaded(long bytes, Layers layers, PruneHistory history, SearchProgress search) {}

    /// The page for `session`.
    public PruneController(Session session) {
        this.session = session;
        this.searching = new PolicySearching(session, model);
        this.counting = new Counting(session, model, this::failed);
        this.loading = new Latest<>(session.tasks(), 1);
        this.view = new PruneView(model, session.preferences(), this);
        model.sparsity.subscribe((_, _) -> retarget());
        model.pattern.subscribe((_, _) -> preview());
        model.languageModel.subscribe((_, _) -> preview());
        model.visionTower.subscribe((_, _) -> preview());
        model.projector.subscribe((_, _) -> preview());
        session.projectProperty().subscribe(this::defaults);
    }

    /// What the project offers first.
    private void defaults(@Nullable Project project) {
        if (project == null) {
            return;
        }
        ProjectFile file = project.file();
        String criterion = file.criterion();
        Double sparsity = file.sparsity();
        if (criterion != null) {
            model.criterion.set(criterion);
        }
        if (sparsity != null) {
            model.sparsity.set(sparsity * 100);
        }
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
                Words.of("prune.loading"),
                context -> {
                    var inspected = new ModelInspectStep().run(new ModelInspectStep.Parameters(now, false), context);
                    PruneHistory history = PruneHistory.read(store);
                    return new Loaded(inspected.bytes(), Layers.of(inspected), history, history.lastSearch(now));
                },
                this::show,
                this::failed);
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
        List<PruneHistory.Pruned> runs = now.history().from(dense);
        if (runs.isEmpty()) {
            model.outcome.set(outcome(dense, null, now));
            preview();
        } else {
            show(wanted(runs), dense, now);
        }
    }

    private PruneHistory.Pruned wanted(List<PruneHistory.Pruned> runs) {
        Path selected = session.selectedRunProperty().get();
        return runs.stream()
                .filter(run -> run.run().equals(selected))
                .findFirst()
                .orElse(runs.getLast());
    }

    private void show(PruneHistory.Pruned run, Path dense, Loaded now) {
        List<PolicyPart> parts = now.layers().parts(run.components());
        showsRun = true;
        model.editable.set(run.pattern().equals("unstructured"));
        editing.start(parts, now.layers().means(parts, run.ratios()));
        model.barsTitle.set(Words.of("prune.bars.done", run.criterion(), Numbers.percent(run.sparsity())));
        model.ratios.set(PruneCharts.layers(run.ratios(), run.errors()));
        model.outcome.set(outcome(dense, run, now));
    }

    private static PruneModel.@Nullable Outcome outcome(Path dense, PruneHistory.@Nullable Pruned run, Loaded now) {
        PruneHistory.Measured before = now.history().of(dense);
        if (run == null) {
            return before == null
                    ? null
                    : new PruneModel.Outcome(
                            before.accuracy(), null, before.questions(), Words.of("prune.outcome.dense"), "", null);
        }
        PruneHistory.Measured after = now.history().of(run.out());
        String what = Words.of(
                "prune.what",
                Numbers.percent(run.sparsity()),
                Numbers.count(run.weights()),
                String.join(", ", run.components()).replace('_', ' '),
                Numbers.percent(
                        now.layers().all() == 0
                                ? 0
                                : (double) run.zeros() / now.layers().all()));
        String how = Words.of("prune.how", run.criterion(), run.pattern(), run.samples(), run.seed());
        return new PruneModel.Outcome(
                before == null ? null : before.accuracy(),
                after == null ? null : after.accuracy(),
                after == null ? 0 : after.questions(),
                what,
                how,
                run.out());
    }

    /// Shows what the form asks for, before anything is done: the same ratio everywhere.
    private void preview() {
        Loaded now = loaded;
        if (now == null || model.running.get()) {
            return;
        }
        Cut cut = Cut.of(model.pattern.get());
        double ratio = cut.pattern().grouped() ? cut.pattern().ratio() : asked();
        List<PolicyPart> parts =
                now.layers().parts(components().stream().map(Component::word).toList());
        showsRun = false;
        model.editable.set(cut.editable());
        editing.start(parts, Collections.nCopies(parts.size(), ratio));
        showAsked();
    }

    /// Moves the total, and with it every ratio that is not locked.
    private void retarget() {
        if (showsRun && !edited()) {
            preview();
        } else if (loaded != null && !model.running.get() && model.editable.get() && editing.target(asked())) {
            editing.show();
            showAsked();
        }
    }

    private boolean edited() {
        return model.editable.get() && !editing.policy().isEmpty();
    }

    private double asked() {
        return Math.round(model.sparsity.get()) / 100.0;
    }

    private void showAsked() {
        model.barsTitle.set(Words.of("prune.bars.asked", Numbers.percent(editing.total())));
        Map<String, Double> ratios = editing.ratios();
        model.ratios.set(
                ratios.isEmpty() ? org.espalier.ui.chart.ChartData.EMPTY : PruneCharts.layers(ratios, Map.of()));
    }

    private Set<Component> components() {
        if (Cut.of(model.pattern.get()).structured()) {
            return EnumSet.of(Component.LANGUAGE_MODEL);
        }
        Set<Component> chosen = EnumSet.noneOf(Component.class);
        if (model.languageModel.get()) {
            chosen.add(Component.LANGUAGE_MODEL);
        }
        if (model.visionTower.get()) {
            chosen.add(Component.VISION_TOWER);
        }
        if (model.projector.get()) {
            chosen.add(Component.PROJECTOR);
        }
        return chosen;
    }

    @Override
    public void start() {
        Path dense = path;
        if (dense == null || model.running.get()) {
            return;
        }
        if (components().isEmpty()) {
            failed(WorkbenchException.usage(
                    "window.components", Words.of("prune.components.none"), Words.of("prune.components.remedy")));
            return;
        }
        view.frame().clearError();
        Project project = session.projectProperty().get();
        ProjectFile file = project == null ? null : project.file();
        Path folder = project == null
                ? Path.of("pruned").toAbsolutePath()
                : project.folder().resolve("pruned");
        PruneJob job = new PruneJob(
                dense,
                folder,
                session.runs(),
                model.criterion.get(),
                Cut.of(model.pattern.get()),
                model.sequential.get(),
                edited() ? editing.total() : asked(),
                edited() ? editing.policy() : Map.of(),
                model.samples.get(),
                model.seed.get(),
                components(),
                resolve(project, file == null ? null : file.calibration()),
                resolve(project, file == null ? null : file.images()),
                resolve(project, file == null ? null : file.data()),
                model.questions.get());
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
            follow(searching.start(dense, asked(), result -> policy = result.policy()));
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

    private static @Nullable Path resolve(@Nullable Project project, @Nullable String relative) {
        return project == null ? null : project.path(relative).orElse(null);
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
                                .run(new PruneWhatIfStep.Parameters(dense.toString(), asked()), context))
                .done(model.gains::set)
                .failed(this::failed)
                .ended(() -> model.measuring.set(false));
    }
}
