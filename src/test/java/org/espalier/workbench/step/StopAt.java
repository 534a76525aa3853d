package org.espalier.workbench.step;

import java.util.function.BiPredicate;
import org.espalier.task.QuietListener;

/// Asks for a stop once a stage has come so far.
final class StopAt implements QuietListener {

    private final BiPredicate<String, Long> when;
    private String stage = "";
    private boolean stop;

    /// Stops when `when` holds of a stage and what is done of it.
    StopAt(BiPredicate<String, Long> when) {
        this.when = when;
    }

    @Override
    public void stage(String name) {
        stage = name;
    }

    @Override
    public void progress(long done, long total) {
        stop |= when.test(stage, done);
    }

    @Override
    public boolean cancelled() {
        return stop;
    }
}
