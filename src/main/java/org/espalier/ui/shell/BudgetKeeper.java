package org.espalier.ui.shell;

import java.nio.file.Path;
import org.espalier.plan.Plan;
import org.espalier.plan.Techniques;
import org.espalier.ui.session.Budget;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Latest;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.McuPlanStep;

/// Plans the open project's network once, so that the budget is known on every page about a device from the start.
final class BudgetKeeper {

    private final Session session;
    private final Latest<Plan> planning;

    private BudgetKeeper(Session session) {
        this.session = session;
        planning = new Latest<>(session.tasks(), 1);
    }

    /// Keeps the budget of `session` from now on.
    static void keep(Session session) {
        BudgetKeeper keeper = new BudgetKeeper(session);
        session.projectProperty().subscribe((_, _) -> keeper.plan());
        session.boardProperty().subscribe((_, _) -> keeper.plan());
    }

    private void plan() {
        Path network = session.network().orElse(null);
        String board = session.boardProperty().get();
        if (network == null || board == null) {
            planning.stop();
            return;
        }
        var parameters = new McuPlanStep.Parameters(network, board, Techniques.ALL);
        // What is wrong with the network is said by the page that works with it.
        planning.request(
                Words.of("task.budget"), context -> new McuPlanStep().run(parameters, context), this::keep, _ -> {});
    }

    /// A page's own plan, with its choice of techniques, counts more.
    private void keep(Plan plan) {
        if (session.budgetProperty().get() == null) {
            session.budgetProperty().set(Budget.of(plan));
        }
    }
}
