package org.espalier.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An installation's folder for one test: the shipped assets, and sample projects that may be written to.
final class SampleHome {

    private static final String PROPERTY = "espalier.home";

    private SampleHome() {}

    /// Makes `folder` the installation's root until [#leave()].
    static void enter(Path folder) throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Files.createSymbolicLink(folder.resolve("assets"), here.resolve("assets"));
        for (String name : new String[] {"prune-llava", "vit-on-stm32"}) {
            Path project = Files.createDirectories(folder.resolve("projects").resolve(name));
            Files.copy(here.resolve("projects").resolve(name).resolve("project.json"), project.resolve("project.json"));
        }
        System.setProperty(PROPERTY, folder.toString());
    }

    /// Back to the working folder.
    static void leave() {
        System.clearProperty(PROPERTY);
    }
}
