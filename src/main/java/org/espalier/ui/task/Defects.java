package org.espalier.ui.task;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.espalier.format.FileTrouble;
import org.espalier.format.MappedFiles;
import org.espalier.task.WorkbenchException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what no step should throw into something a page can show; the stack trace goes to the log, once.
final class Defects {

    private static final Logger LOG = LoggerFactory.getLogger(Defects.class);

    private Defects() {}

    static WorkbenchException explain(String title, Throwable defect) {
        LOG.error("{} failed", title, defect);
        if (defect instanceof UncheckedIOException trouble) {
            return FileTrouble.explain(trouble);
        }
        if (defect instanceof InternalError error) {
            Optional<WorkbenchException> cut = MappedFiles.explain(error);
            if (cut.isPresent()) {
                return cut.get();
            }
        }
        if (defect instanceof OutOfMemoryError) {
            return WorkbenchException.tool(
                    "window.memory",
                    title + ": not enough memory",
                    "Close other work, or start Espalier with a larger heap.",
                    defect);
        }
        return WorkbenchException.tool(
                "window.defect",
                title + ": a defect in Espalier: " + defect,
                "Run it again from the command line with --verbose and report what it prints.",
                defect);
    }
}
