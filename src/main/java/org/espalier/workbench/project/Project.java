package org.espalier.workbench.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.format.AtomicFile;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.RunStore;
import org.jspecify.annotations.Nullable;

/// A project: a folder with `project.json` and the runs made in it.
///
/// @param folder the project's folder, absolute
/// @param file what `project.json` says
public record Project(Path folder, ProjectFile file) {

    /// The file's name.
    public static final String FILE = "project.json";

    private static final String OTHER_VERSION = "project.version";

    /// Opens a project by its folder or its `project.json`; in place of a damaged `project.json` its backup is read.
    ///
    /// @throws WorkbenchException if the folder holds no project, or one of a newer version
    public static Project open(Path folder) {
        Path given = folder.toAbsolutePath().normalize();
        Path parent = given.getParent();
        Path absolute = given.endsWith(FILE) && parent != null && !Files.isDirectory(given) ? parent : given;
        Path file = absolute.resolve(FILE);
        Path backup = absolute.resolve(FILE + ".backup");
        if (!Files.isRegularFile(file) && !Files.isRegularFile(backup)) {
            throw WorkbenchException.input(
                    "project.missing",
                    folder + " is not a project: it has no " + FILE,
                    "Open a folder that has one, or make one with 'espalier project new'.");
        }
        try {
            return new Project(absolute, read(file));
        } catch (WorkbenchException e) {
            if (e.code().equals(OTHER_VERSION) || !Files.isRegularFile(backup)) {
                throw e;
            }
            return new Project(absolute, read(backup));
        }
    }

    private static boolean damaged(Path file) {
        try {
            read(file);
            return false;
        } catch (WorkbenchException e) {
            return !e.code().equals(OTHER_VERSION);
        }
    }

    private static ProjectFile read(Path file) {
        JsonNode node = Json.read(file);
        String schema = node.path("schema").asText();
        if (!schema.equals(ProjectFile.SCHEMA)) {
            throw WorkbenchException.input(
                    OTHER_VERSION,
                    file + " is " + (schema.isEmpty() ? "not a project file" : "of another version: " + schema),
                    "Open it with the version of Espalier that wrote it; this one reads " + ProjectFile.SCHEMA + ".");
        }
        ProjectFile project = Json.read(file, ProjectFile.class);
        project.paths().forEach(path -> sibling(file, path));
        return project;
    }

    /// What a path of the project file means.
    ///
    /// @throws WorkbenchException if it is no file name
    private static Path sibling(Path file, String path) {
        try {
            return file.resolveSibling(path);
        } catch (InvalidPathException e) {
            throw WorkbenchException.input(
                    "project.path",
                    file + ": '" + path.replaceAll("\\p{Cntrl}", "?") + "' is no file name: " + e.getReason(),
                    "Correct the path in " + FILE + ".",
                    e);
        }
    }

    /// Writes `project.json` anew, the previous one kept as `project.json.backup` unless it is damaged.
    public Project save(ProjectFile changed) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            if (Files.isRegularFile(file) && !damaged(file)) {
                AtomicFile.write(folder.resolve(FILE + ".backup"), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "project.unwritable",
                    folder + ": the project cannot be saved: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
        Json.write(file, changed);
        return new Project(folder, changed);
    }

    /// The checkpoint or supernet.
    public Path model() {
        return folder.resolve(file.model()).normalize();
    }

    /// Every path of the project file, resolved.
    public List<Path> places() {
        return file.paths().stream()
                .map(path -> folder.resolve(path).normalize())
                .toList();
    }

    /// A path of the project file, resolved; empty where the project names none.
    public Optional<Path> path(@Nullable String relative) {
        return Optional.ofNullable(relative).map(p -> folder.resolve(p).normalize());
    }

    /// The project's runs.
    public RunStore runs() {
        return RunStore.in(folder.resolve("runs"));
    }

    /// What the project names and does not find, in the user's terms; empty when it is complete.
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        check(missing, "model", file.model());
        check(missing, "data", file.data());
        check(missing, "calibration", file.calibration());
        check(missing, "images", file.images());
        check(missing, "subnet", file.subnet());
        check(missing, "network", file.network());
        return List.copyOf(missing);
    }

    private void check(List<String> missing, String what, @Nullable String relative) {
        path(relative).filter(p -> !Files.exists(p)).ifPresent(p -> missing.add(what + " " + p + " is not there"));
    }
}
