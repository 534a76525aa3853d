package org.espalier.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.espalier.task.WorkbenchException;

/// Words for what the system refuses while work goes on: a full disk, a folder that may not be written.
public final class FileTrouble {

    private FileTrouble() {}

    /// A message for a failed read or write that no reader or writer has put into words of its own.
    public static WorkbenchException explain(UncheckedIOException trouble) {
        IOException cause = trouble.getCause();
        return WorkbenchException.input(
                "format.unwritable",
                cause == null ? "a file cannot be read or written" : words(cause),
                "Check the folder's rights and the space left on the disk, then start again; a run goes on with"
                        + " 'espalier run resume RUN'.",
                trouble);
    }

    private static String words(IOException cause) {
        if (cause instanceof AccessDeniedException denied) {
            return denied.getFile() + ": cannot be read or written: permission denied";
        }
        if (cause instanceof FileSystemException file && file.getFile() != null) {
            String reason = file.getReason();
            return file.getFile() + ": cannot be read or written"
                    + (reason == null ? " (" + cause.getClass().getSimpleName() + ")" : ": " + reason);
        }
        return "a file cannot be read or written: " + cause.getMessage();
    }
}
