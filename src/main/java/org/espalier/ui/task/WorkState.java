package org.espalier.ui.task;

/// Where a piece of background work stands.
public enum WorkState {
    /// Waits for a free lane.
    QUEUED,
    /// Runs.
    RUNNING,
    /// Was asked to stop and has not stopped yet.
    STOPPING,
    /// Finished with a result.
    DONE,
    /// Stopped because it was asked to.
    CANCELLED,
    /// Stopped by an error.
    FAILED;

    /// Whether nothing more will happen.
    public boolean ended() {
        return this == DONE || this == CANCELLED || this == FAILED;
    }
}
