package org.espalier.ui.chart;

import java.io.File;
import org.espalier.format.AtomicFile;

/// A picture that was saved to a file the user chose.
final class SavedFile {

    private SavedFile() {}

    /// Writes it.
    ///
    /// @param file its ending says what is written
    /// @param ending of the kind that was chosen, ".svg", for a file without one
    /// @throws org.espalier.task.WorkbenchException if the folder cannot be written
    static void keep(File file, String ending, Exported picture) {
        File named = file.getName().contains(".") ? file : new File(file.getPath() + ending);
        AtomicFile.write(named.toPath(), picture.saved(named.getName()));
    }
}
