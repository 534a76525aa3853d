package org.espalier.ui.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.scene.Parent;
import org.espalier.plan.Plan;
import org.espalier.plan.Techniques;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.chart.FlashMap;
import org.espalier.ui.session.Budget;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.McuPlanStep;
import org.jspecify.annotations.Nullable;

/// Plans the open project's network whenever the network or a technique changes; the last request wins.
public final class MemoryController implements Page {

    private static final double PAUSE_MILLIS = 40;
    private static final String OFF = "techniques.off.";

    private final Session session;
    private final MemoryModel model = new MemoryModel();
    private final MemoryView view;
    private final Latest<Plan> planning;
    private @Nullable Path network;
    private @Nullable String board;
    private boolean recalling;

    /// The page for `session`.
    public MemoryController(Session session) {
        this.session = session;
        this.planning = new Latest<>(session.tasks(), PAUSE_MILLIS);
        this.view = new MemoryView(
                model,
                session.preferences(),
                this::keep,
                () -> session.pageProperty().set(PageId.HOME));
        session.boardProperty().subscribe((_, _) -> {
            if (session.pageProperty().get() == PageId.MEMORY) {
                shown();
            }
        });
        for (BooleanProperty technique : techniques()) {
            technique.subscribe((before, now) -> {
                if (!recalling) {
                    session.edits().remember(PageId.MEMORY, before, now, technique::set);
                    remember();
                    plan();
                }
            });
        }
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        Path now = session.network().orElse(null);
        model.hasNetwork.set(now != null);
        String target = session.boardProperty().get();
        if (!Objects.equals(now, network) || !Objects.equals(target, board)) {
            if (!Objects.equals(now, network)) {
                model.kept.set(null);
                recall();
            }
            network = now;
            board = target;
            model.ghost.set(null);
            model.planned.set(false);
            view.frame().clearError();
        }
        if (now != null && !model.planned.get()) {
            plan();
        }
    }

    /// The techniques that are off, for this project, next time too.
    private void remember() {
        Project project = session.projectProperty().get();
        if (project != null) {
            session.preferences()
                    .putSoon(
                            OFF + project.folder(),
                            techniques().stream()
                                    .filter(technique -> !technique.get())
                                    .map(BooleanProperty::getName)
                                    .collect(Collectors.joining(",")));
        }
    }

    private void recall() {
        Project project = session.projectProperty().get();
        String off = project == null ? "" : session.preferences().get(OFF + project.folder(), "");
        recalling = true;
        techniques()
                .forEach(technique -> technique.set(!List.of(off.split(",", -1)).contains(technique.getName())));
        recalling = false;
    }

    private List<BooleanProperty> techniques() {
        return List.of(model.integration, model.decomposition, model.overwriting);
    }

    private void plan() {
        Path path = network;
        String target = board;
        if (path == null || target == null) {
            return;
        }
        Techniques techniques =
                new Techniques(model.integration.get(), model.decomposition.get(), model.overwriting.get());
        var parameters = new McuPlanStep.Parameters(path, target, techniques);
        planning.request(
                Words.of("memory.planning"),
                context -> new McuPlanStep().run(parameters, context),
                this::show,
                this::failed);
    }

    private void show(Plan plan) {
        view.frame().clearError();
        model.ghost.set(model.planned.get() ? model.map.get() : null);
        model.map.set(PlanView.map(plan));
        model.title.set(title(plan));
        model.sram.set(PlanView.sram(plan));
        model.flash.set(PlanView.flash(plan));
        model.flashMap.set(FlashMap.of(plan));
        model.subject.set(Words.of("memory.subject", plan.network(), plan.board()));
        model.planned.set(true);
        session.budgetProperty().set(Budget.of(plan));
    }

    /// "All techniques: arena 43.9 KiB · nucleo-f746zg", "Without integration: arena 108 KiB · nucleo-f746zg".
    private String title(Plan plan) {
        List<String> off = new ArrayList<>();
        if (!model.integration.get()) {
            off.add(Words.of("memory.integration"));
        }
        if (!model.decomposition.get()) {
            off.add(Words.of("memory.decomposition"));
        }
        if (!model.overwriting.get()) {
            off.add(Words.of("memory.overwriting"));
        }
        String arena = Numbers.bytes(plan.arenaBytes());
        return off.isEmpty()
                ? Words.of("memory.title.all", arena, plan.board())
                : Words.of(
                        "memory.title.without", String.join(", ", off).toLowerCase(Locale.ROOT), arena, plan.board());
    }

    /// Keeps the plan in front to be compared with, or lets go of the one that is kept.
    private void keep() {
        model.kept.set(model.kept.get() == null ? new MemoryModel.Kept(model.map.get(), model.title.get()) : null);
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of("memory.keep", this::keep),
                Command.of("memory.integration", () -> model.integration.set(!model.integration.get())),
                Command.of("memory.decomposition", () -> model.decomposition.set(!model.decomposition.get())),
                Command.of("memory.overwriting", () -> model.overwriting.set(!model.overwriting.get())));
    }

    private void failed(WorkbenchException error) {
        model.planned.set(false);
        view.frame().show(error);
    }
}
