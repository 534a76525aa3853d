package org.espalier.ui.prune;

import java.util.List;
import java.util.Map;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// Ties the policy editor to the page's model: what is edited is shown at once, bars, chart and total alike.
final class Editing {

    private final PolicyEditor editor = new PolicyEditor();
    private final PruneModel model;

    /// The policy, and how the page shows it.
    ///
    /// @param title above the bars
    /// @param chart of the ratios
    record State(PolicyEditor.State policy, String title, ChartData chart, boolean editable) {}

    Editing(PruneModel model) {
        this.model = model;
        model.part.subscribe((_, _) -> showPart());
    }

    /// Begins anew with `parts` at `ratios`.
    void start(List<PolicyPart> parts, List<Double> ratios) {
        editor.start(parts, ratios);
        model.part.set(-1);
        show();
    }

    /// Begins anew with ratios that are to be used as they are, not only shown.
    void found(List<PolicyPart> parts, List<Double> ratios) {
        start(parts, ratios);
        editor.keep();
        show();
    }

    /// Changes the total; false if there is nothing to change.
    boolean target(double share) {
        if (editor.parts().isEmpty()) {
            return false;
        }
        editor.target(share);
        return true;
    }

    void set(int part, double ratio) {
        if (usable(part)) {
            editor.set(part, ratio);
            model.part.set(part);
            changed();
        }
    }

    void type(String percent) {
        try {
            set(model.part.get(), Double.parseDouble(percent.replace("%", "").strip()) / 100);
        } catch (NumberFormatException e) {
            // What is no number changes nothing; the field shows the ratio again.
            showPart();
        }
    }

    void lock(int part) {
        if (usable(part)) {
            editor.lock(part);
            changed();
        }
    }

    /// What the bars have come to.
    State state() {
        return new State(editor.state(), model.barsTitle.get(), model.ratios.get(), model.editable.get());
    }

    /// Puts back what they had come to.
    void restore(State state) {
        editor.restore(state.policy());
        model.editable.set(state.editable());
        if (model.part.get() >= editor.parts().size()) {
            model.part.set(-1);
        }
        show();
        model.barsTitle.set(state.title());
        model.ratios.set(state.chart());
    }

    private boolean usable(int part) {
        return model.editable.get() && part >= 0 && part < editor.parts().size();
    }

    private void changed() {
        model.barsTitle.set(Words.of("prune.bars.edited", Numbers.percent(editor.total())));
        show();
        model.ratios.set(PruneCharts.layers(editor.ratios(), Map.of()));
    }

    /// Shows the editor's state on the bars and in the line below them.
    void show() {
        model.blocks.set(Layers.blocks(editor));
        long weights = editor.weights();
        model.total.set(
                editor.parts().isEmpty()
                        ? ""
                        : Words.of(
                                "prune.total",
                                Numbers.percent(editor.total()),
                                Numbers.count(Math.round(editor.total() * weights)),
                                Numbers.count(weights)));
        showPart();
    }

    private void showPart() {
        int part = model.part.get();
        if (part < 0 || part >= editor.parts().size()) {
            model.partName.set(Words.of("prune.part.none"));
            model.partShare.set("");
            model.partLocked.set(false);
            return;
        }
        PolicyPart chosen = editor.parts().get(part);
        model.partName.set(chosen.block() + " " + Words.of(chosen.attention() ? "bars.attention" : "bars.mlp"));
        model.partShare.set("");
        model.partShare.set(Numbers.significant(editor.ratio(part) * 100));
        model.partLocked.set(editor.locked(part));
    }

    /// The ratios where they are not the same for all; else empty.
    Map<String, Double> policy() {
        return editor.edited() ? editor.ratios() : Map.of();
    }

    Map<String, Double> ratios() {
        return editor.ratios();
    }

    double total() {
        return editor.total();
    }
}
