package org.espalier.format.pytorch;

import java.nio.file.Path;
import org.espalier.task.WorkbenchException;

/// What is wrong with an archive, worded alike everywhere.
record Torn(Path file) {

    /// It is damaged or of another kind.
    WorkbenchException because(String what) {
        return WorkbenchException.input(
                "format.pytorch.malformed",
                file + ": " + what,
                "Download the file again, or save the model as safetensors.");
    }

    /// Its pickle asks for something that is no tensor.
    WorkbenchException refused(String what) {
        return WorkbenchException.input(
                "format.pytorch.refused",
                file + ": its pickle asks for " + what + ", which is refused: only tensors are read and nothing is run",
                "Do not trust this file; use a safetensors copy of the model.");
    }
}
