package org.espalier.workbench.run;

/// How a run stands.
public enum RunStatus {
    /// It has a result.
    DONE,
    /// It has no end: it is running now, or was killed and can be resumed.
    UNFINISHED,
    /// It failed; its folder holds the message and the remedy.
    FAILED,
    /// The user stopped it.
    CANCELLED;

    /// The word as it stands in JSON and on screen: "done".
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
