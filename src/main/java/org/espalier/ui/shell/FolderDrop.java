package org.espalier.ui.shell;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.StackPane;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Project;

/// Opens a project folder that is dropped anywhere on the window, and says so while it hovers. Where something else
/// takes what is dropped, such as the picture to ask about, that comes first.
final class FolderDrop {

    private final Consumer<Path> open;
    private final Label cue = Parts.label(Words.of("drop.cue"), "drop-cue");

    private FolderDrop(Consumer<Path> open) {
        this.open = open;
        cue.setId("drop.cue");
        cue.setGraphic(Parts.icon("mdi2f-folder-open-outline"));
        cue.setMouseTransparent(true);
        Parts.visible(cue, false);
    }

    /// Makes `window` take folders from now on.
    static void on(StackPane window, Consumer<Path> open) {
        FolderDrop drop = new FolderDrop(open);
        window.getChildren().add(drop.cue);
        drop.listen(window);
    }

    private void listen(Node window) {
        window.addEventHandler(DragEvent.DRAG_OVER, event -> {
            if (project(event).isPresent()) {
                event.acceptTransferModes(TransferMode.LINK, TransferMode.COPY);
                Parts.visible(cue, true);
                event.consume();
            }
        });
        window.addEventHandler(DragEvent.DRAG_EXITED, _ -> Parts.visible(cue, false));
        window.addEventHandler(DragEvent.DRAG_DROPPED, event -> {
            Parts.visible(cue, false);
            Optional<Path> folder = project(event);
            folder.ifPresent(open);
            event.setDropCompleted(folder.isPresent());
            event.consume();
        });
    }

    /// The folder that is dragged, or a project's own file, which opens it as well.
    private static Optional<Path> project(DragEvent event) {
        List<File> files =
                event.getDragboard().hasFiles() ? event.getDragboard().getFiles() : List.of();
        return files.stream()
                .filter(file -> file.isDirectory() || file.getName().equals(Project.FILE))
                .map(File::toPath)
                .findFirst();
    }
}
