package org.espalier.workbench.step;

/// The version of this build, as runs and `--version` record it.
public final class Version {

    /// The text, "0.1.0".
    public static final String TEXT = org.espalier.workbench.run.Environment.version();

    private Version() {}
}
