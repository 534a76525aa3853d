package org.espalier.ui.shell;

import javafx.scene.layout.FlowPane;
import org.espalier.ui.control.BudgetGauge;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Budget;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// What the network needs against what the board has, on every page about a device.
final class BudgetStrip extends FlowPane {

    private final Session session;
    private final BudgetGauge sram = new BudgetGauge(Words.of("budget.sram"), Token.RAM);
    private final BudgetGauge flash = new BudgetGauge(Words.of("budget.flash"), Token.FLASH);

    BudgetStrip(Session session) {
        this.session = session;
        getStyleClass().add("strip");
        getChildren().addAll(sram, flash);
        session.budgetProperty().subscribe(this::update);
        session.pageProperty().subscribe(this::update);
        update();
    }

    private void update() {
        Budget budget = session.budgetProperty().get();
        Parts.visible(this, budget != null && session.pageProperty().get().device());
        if (budget != null) {
            sram.set(budget.sram(), budget.sramLimit(), budget.label());
            flash.set(budget.flash(), budget.flashLimit(), budget.label());
        }
    }
}
