package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.ModelInspectStep;
import org.jspecify.annotations.Nullable;

/// What the page knows of a checkpoint: its layers, and what was done to it.
///
/// @param bytes of its weights
record Loaded(long bytes, Layers layers, PruneHistory history, SearchProgress search) {

    /// Reads a checkpoint's header and the runs.
    static Loaded read(Path dense, RunStore runs, TaskContext context) {
        var inspected = new ModelInspectStep().run(new ModelInspectStep.Parameters(dense, false), context);
        PruneHistory history = PruneHistory.read(runs);
        return new Loaded(inspected.bytes(), Layers.of(inspected), history, history.lastSearch(dense));
    }

    /// The run that was chosen, if it pruned `dense`, else the last that did; null if none did.
    PruneHistory.@Nullable Pruned run(Path dense, @Nullable Path chosen) {
        List<PruneHistory.Pruned> runs = history.from(dense);
        return runs.stream()
                .filter(run -> run.run().equals(chosen))
                .findFirst()
                .orElse(runs.isEmpty() ? null : runs.getLast());
    }

    /// What a run changed, or what is known of the dense checkpoint alone; null for nothing.
    PruneModel.@Nullable Outcome outcome(Path dense, PruneHistory.@Nullable Pruned run) {
        PruneHistory.Measured before = history.of(dense);
        if (run == null) {
            return before == null
                    ? null
                    : new PruneModel.Outcome(
                            before.accuracy(), null, before.questions(), Words.of("prune.outcome.dense"), "", null, "");
        }
        PruneHistory.Measured after = history.of(run.out());
        String what = Words.of(
                "prune.what",
                Numbers.percent(run.sparsity()),
                Numbers.count(run.weights()),
                String.join(", ", run.components()).replace('_', ' '),
                Numbers.percent(layers.all() == 0 ? 0 : (double) run.zeros() / layers.all()));
        String how = Words.of("prune.how", run.criterion(), run.pattern(), run.samples(), run.seed());
        return new PruneModel.Outcome(
                before == null ? null : before.accuracy(),
                after == null ? null : after.accuracy(),
                after == null ? 0 : after.questions(),
                what,
                how,
                run.out(),
                packed(history.packed().get(run.out())));
    }

    private static String packed(PruneHistory.@Nullable Packed packed) {
        return packed == null
                ? ""
                : Words.of(
                        "prune.packed",
                        packed.file().getFileName(),
                        Numbers.bytes(packed.bytes()),
                        Numbers.bytes(packed.denseBytes()));
    }
}
