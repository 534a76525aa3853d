package org.espalier.ui.control;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.stage.FileChooser;
import org.espalier.task.WorkbenchException;

/// The file that a user named in the system's dialog for saving.
public final class ChosenFile {

    private ChosenFile() {}

    /// The file by its whole name: one without an ending of the dialog's kinds gets that of the kind that was chosen.
    ///
    /// The dialog asks before it takes a file that is there, but knows it only by the name it was given.
    ///
    /// @throws WorkbenchException if the name was not whole and there is such a file
    public static Path of(File named, FileChooser dialog) {
        List<String> endings =
                dialog.getExtensionFilters().stream().map(ChosenFile::ending).toList();
        String name = named.getName().toLowerCase(Locale.ROOT);
        if (endings.stream().anyMatch(name::endsWith)) {
            return named.toPath();
        }
        FileChooser.ExtensionFilter kind = dialog.getSelectedExtensionFilter();
        Path whole = Path.of(named.getPath() + (kind == null ? endings.getFirst() : ending(kind)));
        if (Files.exists(whole)) {
            throw WorkbenchException.input(
                    "save.exists",
                    whole + " is there already",
                    "Save again under another name, or by the whole name, " + whole.getFileName() + ", to replace it.");
        }
        return whole;
    }

    /// ".png" of "*.png".
    private static String ending(FileChooser.ExtensionFilter kind) {
        return kind.getExtensions().getFirst().substring(1);
    }
}
