package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.PruneWhatIfStep;

/// Measures what each way to prune gains on this machine, before anything is pruned.
final class Gaining {

    private final Session session;
    private final PruneModel model;
    private final Consumer<WorkbenchException> failed;

    Gaining(Session session, PruneModel model, Consumer<WorkbenchException> failed) {
        this.session = session;
        this.model = model;
        this.failed = failed;
    }

    /// Measures the shapes of `dense`, pruned at `ratio`.
    void start(Path dense, double ratio) {
        if (model.measuring.get()) {
            return;
        }
        model.measuring.set(true);
        var parameters = new PruneWhatIfStep.Parameters(dense.toString(), ratio);
        session.tasks()
                .start(Words.of("prune.gains.task"), context -> new PruneWhatIfStep().run(parameters, context))
                .done(model.gains::set)
                .failed(failed)
                .ended(() -> model.measuring.set(false));
    }
}
