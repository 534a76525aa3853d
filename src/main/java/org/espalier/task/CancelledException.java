package org.espalier.task;

/// The user asked for the work to stop and it did. An outcome, not an error: nobody logs it.
public final class CancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// The work stopped because it was asked to.
    public CancelledException() {
        super("cancelled", null, false, false);
    }
}
