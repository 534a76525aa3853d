package org.espalier.task;

import java.nio.file.Path;

/// What a piece of work tells its surroundings, and what they may ask of it: to stop.
///
/// Engines take it as their last parameter. Calls are cheap and may come from any thread; whoever shows progress
/// coalesces it. Every loop over layers, candidates or flash sectors calls [#checkCancelled()].
public interface TaskContext {

    /// Listens to nothing and never cancels.
    TaskContext NONE = new TaskContext() {
        @Override
        public void stage(String name) {}

        @Override
        public void progress(long done, long total) {}

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void emit(TaskEvent event) {}
    };

    /// Names what starts now, in the user's words ("Pruning block 3 of 4"). Progress restarts at 0.
    void stage(String name);

    /// Reports that `done` of `total` units of the current stage are finished; `total` 0 means unknown.
    void progress(long done, long total);

    /// Whether the user asked for the work to stop.
    boolean cancelled();

    /// Records something worth keeping: a candidate's score, an epoch's loss.
    void emit(TaskEvent event);

    /// A whole result is about to be put in its place: what is written into its folder now appears together with it.
    ///
    /// @param folder where the result still lies
    /// @param place where it will be
    default void staged(Path folder, Path place, Record result) {}

    /// Stops here if the user asked for it.
    ///
    /// @throws CancelledException if [#cancelled()]
    default void checkCancelled() {
        if (cancelled()) {
            throw new CancelledException();
        }
    }
}
