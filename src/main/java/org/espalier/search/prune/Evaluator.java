package org.espalier.search.prune;

import java.util.List;
import org.espalier.task.TaskContext;

/// Scores candidates: in this process, or elsewhere.
///
/// Results are keyed and idempotent: a task's score depends on [Task#key()] alone, whatever ran before it, beside it
/// or on another machine, and asking twice is harmless.
public interface Evaluator {

    /// The scores of `tasks`, in their order.
    ///
    /// @throws org.espalier.task.CancelledException if the context asked for a stop
    List<Score> evaluate(List<Task> tasks, TaskContext context);
}
