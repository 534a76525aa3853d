package org.espalier.ui.home;

import java.nio.file.Path;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.image.Image;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.DoctorStep;

/// What Home shows.
final class HomeModel {

    /// A sample project with a few pictures of its data.
    record Sample(Project project, java.util.List<Image> pictures) {}

    /// A project opened before; `name` is empty if its folder is gone.
    record Recent(Path folder, String name) {}

    final ObservableList<Sample> samples = FXCollections.observableArrayList();
    final ObservableList<Recent> recent = FXCollections.observableArrayList();
    final ObservableList<DoctorStep.Item> machine = FXCollections.observableArrayList();
    final BooleanProperty loaded = new SimpleBooleanProperty(this, "loaded", false);
}
