package org.espalier.workbench.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where this copy of Espalier lies: its sample models, data and projects.
public final class Installation {

    private Installation() {}

    /// The folder that holds `assets/` and `projects/`: the launcher says so, else the working folder.
    public static Path root() {
        return Path.of(System.getProperty("espalier.home", "")).toAbsolutePath().normalize();
    }

    /// The folder of shipped models and data.
    public static Path assets() {
        return root().resolve("assets");
    }

    /// The sample projects that are there, in the order of the welcome page.
    public static List<Project> samples() {
        return Stream.of("prune-llava", "vit-on-stm32")
                .map(name -> root().resolve("projects").resolve(name))
                .filter(folder -> Files.isRegularFile(folder.resolve(Project.FILE)))
                .map(Project::open)
                .toList();
    }
}
