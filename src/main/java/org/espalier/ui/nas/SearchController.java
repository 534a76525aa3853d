package org.espalier.ui.nas;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.scene.Parent;
import org.espalier.model.vit.Choices;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.NasSearchParameters;
import org.espalier.workbench.step.NasSearchStep;
import org.espalier.workbench.step.NasSpaceOptions;
import org.espalier.workbench.step.NasSpaceStep;
import org.espalier.workbench.step.SparkTarget;
import org.jspecify.annotations.Nullable;

/// Counts the edited space while it is edited, and searches the supernet for subnets within the board's limits.
public final class SearchController implements Page, SearchView.Actions {

    private static final double PAUSE_MILLIS = 200;
    private static final int POPULATION = 20;
    private static final int PARENTS = 10;

    private final Session session;
    private final SearchModel model = new SearchModel();
    private final SearchView view;
    private final Latest<Read> reading;
    private final Latest<NasSpaceStep.Result> counting;
    private @Nullable Path supernet;
    private @Nullable Work<?> work;

    private record Read(Space space, Found found) {}

    /// The page for `session`.
    public SearchController(Session session) {
        this.session = session;
        reading = new Latest<>(session.tasks(), 1);
        counting = new Latest<>(session.tasks(), PAUSE_MILLIS);
        view = new SearchView(model, session.preferences(), this);
        model.edited.subscribe((before, now) -> {
            if (before != null && now != null) {
                session.edits().remember(PageId.SEARCH, before, now, model.edited::set);
            }
            count();
        });
        model.samples.subscribe((before, now) ->
                session.edits().remember(PageId.SEARCH, before.intValue(), now.intValue(), model.samples::set));
        session.boardProperty().subscribe(board -> {
            model.sram.set(board == null ? 0 : Boards.byId(board).contiguousRam());
            count();
        });
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
    public List<Command> commands() {
        return List.of(Command.of("search.start", this::start), Command.of("search.whole", this::whole));
    }

    @Override
    public void shown() {
        Path now = session.device() ? session.modelProperty().get() : null;
        model.hasSpace.set(now != null);
        if (!Objects.equals(now, supernet)) {
            supernet = now;
            model.space.set(null);
            model.edited.set(null);
            model.headline.set("");
            model.facts.set(List.of());
            model.nearest.set(null);
            view.frame().clearError();
        }
        model.subject.set(now == null ? "" : Places.of(now));
        read();
    }

    private void read() {
        Path now = supernet;
        if (now == null) {
            return;
        }
        var store = session.runs();
        reading.request(
                Words.of("search.reading"),
                _ -> new Read(Space.read(now), Found.read(now, store)),
                this::show,
                view.frame()::show);
    }

    private void show(Read read) {
        if (model.space.get() == null) {
            model.space.set(read.space());
            model.edited.set(read.space().whole());
        }
        model.found.set(read.found());
        model.candidates.setAll(read.found().candidates());
        model.selected.set(model.candidates.isEmpty() ? null : model.candidates.getFirst());
    }

    private void count() {
        Space space = model.space.get();
        Space.Edited edited = model.edited.get();
        String id = session.boardProperty().get();
        if (space == null || edited == null || id == null) {
            counting.stop();
            return;
        }
        counting.request(
                Words.of("search.counting"),
                context -> space.count(edited, id, context),
                result -> counted(result, id),
                this::uncounted);
    }

    private void counted(NasSpaceStep.Result result, String board) {
        view.frame().clearError();
        Board target = Boards.byId(board);
        NasSpaceStep.Nearest nearest = result.nearest();
        model.headline.set(
                nearest == null
                        ? Words.of(
                                "search.headline",
                                grouped(result.subnets()),
                                Numbers.percent(result.legalRatio()),
                                target.name())
                        : Words.of("search.headline.none", grouped(result.subnets()), target.name()));
        List<SearchModel.Fact> facts = new ArrayList<>();
        if (nearest != null) {
            facts.add(fact(
                    "search.fact.nearest",
                    Words.of(
                            "search.nearest",
                            Numbers.bytes(nearest.peakBytes()),
                            Numbers.bytes(target.allRam()),
                            Numbers.bytes(nearest.flashBytes()),
                            Numbers.bytes(target.allFlash()))));
        }
        Space space = model.space.get();
        Space.Edited edited = model.edited.get();
        if (space != null && edited != null && !space.trained(edited)) {
            facts.add(fact("search.fact.untrained", Words.of("search.untrained")));
        }
        facts.addAll(List.of(
                fact("search.fact.tokens", Numbers.count(result.tokens())),
                fact("search.fact.weights", Numbers.shortCount(result.supernetParameters())),
                fact("search.fact.smallest", net(result.smallest())),
                fact("search.fact.largest", net(result.largest()))));
        model.facts.set(facts);
        model.nearest.set(nearest);
    }

    private static SearchModel.Fact fact(String key, String value) {
        return new SearchModel.Fact(Words.of(key), value);
    }

    private static String net(NasSpaceStep.Net net) {
        return Words.of("search.net", Numbers.shortCount(net.parameters()), Numbers.bytes(net.peakBytes()));
    }

    /// "1,056,964,608" of any length.
    private static String grouped(String digits) {
        return digits.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",");
    }

    private void uncounted(WorkbenchException error) {
        model.nearest.set(null);
        model.headline.set(error.getMessage());
        model.facts.set(List.of(new SearchModel.Fact(Words.of("search.fact.remedy"), error.remedy())));
    }

    @Override
    public void whole() {
        Space space = model.space.get();
        model.edited.set(space == null ? null : space.whole());
    }

    @Override
    public void start() {
        Path net = supernet;
        Project project = session.projectProperty().get();
        String id = session.boardProperty().get();
        if (net == null || project == null || id == null || model.running.get()) {
            return;
        }
        Path data = project.path(project.file().data()).orElse(null);
        if (data == null) {
            view.frame()
                    .show(WorkbenchException.input(
                            "window.data", Words.of("boards.data.none"), Words.of("boards.data.remedy")));
            return;
        }
        view.frame().clearError();
        int samples = model.samples.get();
        int population = Math.min(POPULATION, samples);
        var options = new NasSpaceOptions(
                net.toString(), null, null, null, null, null, null, null, "corrected", id, null, only());
        var store = session.runs();
        SparkTarget spark = session.spark();
        model.measured.clear();
        model.note.set("");
        model.candidates.clear();
        Work<NasSearchStep.Result> started = session.tasks().start(Words.of("search.task", samples), context -> {
            var parameters = new NasSearchParameters(
                    options,
                    data,
                    false,
                    population,
                    Math.ceilDiv(samples, population),
                    Math.min(PARENTS, population),
                    0,
                    0,
                    store.free("nas search"),
                    false,
                    0,
                    null,
                    Runtime.getRuntime().availableProcessors(),
                    spark);
            return new NasSearchStep().run(parameters, context);
        });
        work = started;
        model.running.set(true);
        model.stage.bind(started.stageProperty());
        started.event(this::event).failed(view.frame()::show).ended(() -> {
            model.stage.unbind();
            model.running.set(false);
            session.runsChanged();
            read();
        });
    }

    /// The choices that are left on; null for all.
    private @Nullable Choices only() {
        Space space = model.space.get();
        Space.Edited edited = model.edited.get();
        return space == null || edited == null ? null : space.only(edited);
    }

    /// Each subnet as it is measured.
    private void event(TaskEvent event) {
        if (event.kind().equals("log")) {
            model.note.set(String.valueOf(event.fields().get("line")));
        } else if (event.kind().equals("candidate")) {
            model.measured.add(Found.candidate(event.fields()));
            Found now = new Found(
                    model.found.get().training(),
                    Found.marked(model.measured),
                    model.found.get().plane());
            model.found.set(now);
            model.candidates.setAll(now.candidates());
        }
    }

    @Override
    public void cancel() {
        if (work != null) {
            work.cancel();
        }
    }

    @Override
    public void home() {
        session.pageProperty().set(PageId.HOME);
    }
}
