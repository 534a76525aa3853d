package org.espalier.ui.home;

import java.nio.file.Path;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.image.Image;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.step.DoctorStep;
import org.jspecify.annotations.Nullable;

/// What Home shows.
final class HomeModel {

    /// A sample project with a few pictures of its data.
    record Sample(Project project, java.util.List<Image> pictures) {}

    /// A project opened before.
    ///
    /// @param name empty if its folder is gone
    /// @param unfinished its newest run that was interrupted before it ended; null if there is none
    record Recent(Path folder, String name, @Nullable Path unfinished) {}

    /// A thing that was looked for on this machine.
    ///
    /// @param installable whether a button can get it
    record Thing(DoctorStep.Item item, boolean installable) {}

    final ObservableList<Sample> samples = FXCollections.observableArrayList();
    final ObservableList<Recent> recent = FXCollections.observableArrayList();
    final ObservableList<Thing> machine = FXCollections.observableArrayList();
    final BooleanProperty installing = new SimpleBooleanProperty(this, "installing", false);
    final BooleanProperty loaded = new SimpleBooleanProperty(this, "loaded", false);
}
