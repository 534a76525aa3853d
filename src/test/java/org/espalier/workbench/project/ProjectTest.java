package org.espalier.workbench.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {

    @TempDir
    private Path folder;

    private static ProjectFile named(String name) {
        return new ProjectFile(
                ProjectFile.SCHEMA,
                name,
                ProjectKind.PRUNE,
                "",
                "model",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "wanda",
                0.5);
    }

    private Project project(String name) {
        return new Project(folder, named(name)).save(named(name));
    }

    @Test
    void whatIsSavedIsWhatIsOpened() {
        project("one");
        assertEquals(named("one"), Project.open(folder).file());
    }

    @Test
    void aProjectOpensByItsFileAsByItsFolder() {
        project("one");
        assertEquals(Project.open(folder), Project.open(folder.resolve("project.json")));
    }

    @Test
    void savingKeepsThePreviousVersionAsABackupThatOpensWhenTheFileIsDamaged() throws IOException {
        project("one").save(named("two"));
        Files.writeString(folder.resolve("project.json"), "{ \"schema\": ");
        assertEquals("one", Project.open(folder).file().name());
    }

    @Test
    void savingOverADamagedFileKeepsTheBackupThatWasOpened() throws IOException {
        project("one").save(named("two"));
        Files.writeString(folder.resolve("project.json"), "{ \"schema\": ");
        Project.open(folder).save(named("three"));
        // As if a kill had come between the backup and the file.
        Files.writeString(folder.resolve("project.json"), "{ \"schema\": ");
        assertEquals("one", Project.open(folder).file().name());
    }

    @Test
    void aNewerVersionIsRefusedLoudly() throws IOException {
        project("one").save(named("two"));
        Path file = folder.resolve("project.json");
        Files.writeString(file, Files.readString(file).replace("project/1", "project/2"));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Project.open(folder));
        assertEquals("project.version", e.code());
        assertTrue(e.getMessage().contains("espalier.project/2"));
    }

    @Test
    void whatIsNotThereIsNamed() {
        List<String> missing = project("one").missing();
        assertEquals(List.of("model " + folder.resolve("model") + " is not there"), missing);
    }

    @Test
    void theSampleProjectsOpen() {
        assertEquals(
                List.of(ProjectKind.PRUNE, ProjectKind.DEVICE),
                Installation.samples().stream().map(p -> p.file().kind()).toList());
    }
}
