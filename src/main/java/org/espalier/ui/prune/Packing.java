package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Places;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.PrunePackStep;

/// Exports a pruned checkpoint as one packed file beside it, as a run of its own.
final class Packing {

    private static final String ENDING = ".packed";

    private final Session session;
    private final PruneModel model;
    private final Consumer<WorkbenchException> failed;

    Packing(Session session, PruneModel model, Consumer<WorkbenchException> failed) {
        this.session = session;
        this.model = model;
        this.failed = failed;
    }

    /// Packs `pruned` in the background; `packed` is called once the file is there.
    void start(Path pruned, Runnable packed) {
        if (model.packing.get()) {
            return;
        }
        model.packing.set(true);
        Path out = pruned.resolveSibling(pruned.getFileName() + ENDING);
        RunStore store = session.runs();
        var parameters = new PrunePackStep.Parameters(pruned, out, true, false);
        List<String> command = List.of("prune", "pack", pruned.toString(), "--out", out.toString(), "--force");
        session.tasks()
                .start(
                        Words.of("prune.pack.task", Places.of(pruned)),
                        context -> store.start("prune pack", parameters, command, List.of(pruned), context)
                                .record(recording -> new PrunePackStep().run(parameters, recording)))
                .done(_ -> packed.run())
                .failed(failed)
                .ended(() -> {
                    model.packing.set(false);
                    session.runsChanged();
                });
    }
}
