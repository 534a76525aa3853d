package org.espalier.workbench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.espalier.format.LockedFile;
import org.espalier.task.WorkbenchException;

/// Keeps two attempts from working on one run at a time, in one process or in two, and says who does.
record RunLock(LockedFile file) implements AutoCloseable {

    static RunLock take(Path run) {
        try {
            return new RunLock(LockedFile.take(
                    run.resolve(Run.LOCK),
                    holder -> WorkbenchException.input(
                            "run.busy",
                            run + " is being worked on by " + holder,
                            "Wait for it to end, or cancel it there first.")));
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "run.unwritable",
                    run + ": the run cannot be worked on: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            file.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
