package org.espalier.ui.memory;

import java.nio.file.Path;
import java.util.Objects;
import javafx.scene.Parent;
import org.espalier.plan.Plan;
import org.espalier.plan.Techniques;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.McuPlanStep;
import org.jspecify.annotations.Nullable;

/// Plans the open project's network whenever the network or a technique changes; the last request wins.
public final class MemoryController implements Page {

    private static final String BOARD = "virtual:stm32f746g-disco";
    private static final double PAUSE_MILLIS = 40;

    private final Session session;
    private final MemoryModel model = new MemoryModel();
    private final MemoryView view;
    private final Latest<Plan> planning;
    private @Nullable Path network;

    /// The page for `session`.
    public MemoryController(Session session) {
        this.session = session;
        this.planning = new Latest<>(session.tasks(), PAUSE_MILLIS);
        this.view = new MemoryView(
                model, session.preferences(), () -> session.pageProperty().set(PageId.HOME));
        model.integration.subscribe((_, _) -> plan());
        model.decomposition.subscribe((_, _) -> plan());
        model.overwriting.subscribe((_, _) -> plan());
    }

    @Override
    public Parent view() {
        return view;
    }

    @Override
    public void shown() {
        Path now = session.network().orElse(null);
        model.hasNetwork.set(now != null);
        if (!Objects.equals(now, network)) {
            network = now;
            model.ghost.set(null);
            model.planned.set(false);
            view.frame().clearError();
        }
        if (now != null && !model.planned.get()) {
            plan();
        }
    }

    private String board() {
        Project project = session.projectProperty().get();
        String board = project == null ? null : project.file().board();
        return board == null ? BOARD : board;
    }

    private void plan() {
        Path path = network;
        if (path == null) {
            return;
        }
        Techniques techniques =
                new Techniques(model.integration.get(), model.decomposition.get(), model.overwriting.get());
        var parameters = new McuPlanStep.Parameters(path, board(), techniques);
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
        model.sram.set(PlanView.sram(plan));
        model.flash.set(PlanView.flash(plan));
        model.subject.set(Words.of("memory.subject", plan.network(), plan.board()));
        model.planned.set(true);
        session.budgetProperty().set(PlanView.budget(plan));
    }

    private void failed(WorkbenchException error) {
        model.planned.set(false);
        view.frame().show(error);
    }
}
