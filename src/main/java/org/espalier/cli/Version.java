package org.espalier.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of this build.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"espalier " + org.espalier.workbench.step.Version.TEXT};
    }
}
