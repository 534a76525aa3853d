package org.espalier.ui.prune;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.espalier.model.Component;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// What stands on the bars: what the form asks for, what a run did, or what a search found.
final class Bars {

    private final PruneModel model;
    private final Editing editing;
    private final Asked asked;
    private @Nullable Loaded loaded;
    private @Nullable Object shown;
    private boolean showsRun;

    /// What stands on them.
    record State(Editing.State bars, boolean showsRun) {}

    Bars(PruneModel model, Editing editing, Asked asked) {
        this.model = model;
        this.editing = editing;
        this.asked = asked;
    }

    /// Takes a checkpoint that was read; null takes it away.
    void load(@Nullable Loaded now) {
        loaded = now;
        if (now == null) {
            shown = null;
            model.blocks.set(List.of());
        }
    }

    State state() {
        return new State(editing.state(), showsRun);
    }

    void restore(State state) {
        editing.restore(state.bars());
        showsRun = state.showsRun();
    }

    /// Shows what a run did, or what the form asks for if there is none; what the user has made of just that stays.
    void show(PruneHistory.@Nullable Pruned run, Loaded now) {
        Object before = shown;
        shown = run == null ? now.layers() : run;
        if (shown.equals(before) && asked.edited()) {
            return;
        }
        if (run == null) {
            preview();
        } else {
            done(run, now);
        }
    }

    private void done(PruneHistory.Pruned run, Loaded now) {
        List<PolicyPart> parts = now.layers().parts(run.components());
        showsRun = true;
        model.editable.set(run.pattern().equals("unstructured"));
        editing.start(parts, now.layers().means(parts, run.ratios()));
        model.barsTitle.set(Words.of("prune.bars.done", run.criterion(), Numbers.percent(run.sparsity())));
        model.ratios.set(PruneCharts.layers(run.ratios(), run.errors()));
    }

    /// Shows what the form asks for, before anything is done: the same ratio everywhere.
    void preview() {
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
    void retarget() {
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
        model.ratios.set(ratios.isEmpty() ? ChartData.EMPTY : PruneCharts.layers(ratios, Map.of()));
    }

    /// Shows the policy that a search found, to be pruned as it is or edited.
    void found(Map<String, Double> policy) {
        Loaded now = loaded;
        if (now != null) {
            List<PolicyPart> parts = now.layers().parts(List.of(Component.LANGUAGE_MODEL.word()));
            showsRun = true;
            model.editable.set(true);
            editing.found(parts, now.layers().means(parts, policy));
            model.barsTitle.set(Words.of("prune.bars.found", Numbers.percent(editing.total())));
            model.ratios.set(PruneCharts.layers(policy, Map.of()));
        }
    }
}
