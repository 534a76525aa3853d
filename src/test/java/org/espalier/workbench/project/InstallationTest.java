package org.espalier.workbench.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    @TempDir
    private Path data;

    @Test
    void aCopyBuiltFromSourcesKeepsRunsInItsOwnFolderAnInstalledOneAmongTheUsersFiles() {
        assertEquals(Installation.root(), Installation.own(false, Map.of("XDG_DATA_HOME", data.toString())));
        assertEquals(data.resolve("espalier"), Installation.own(true, Map.of("XDG_DATA_HOME", data.toString())));
        assertEquals(
                Path.of(System.getProperty("user.home"), ".local/share/espalier"), Installation.own(true, Map.of()));
    }

    @Test
    void theSamplesOfAnInstalledProgramAreWholeCopiesThatMayBeWrittenTo() {
        List<Project> copies = Installation.samples(data);
        List<Project> shipped = Installation.samples(Installation.root());
        assertEquals(2, copies.size());
        for (int i = 0; i < copies.size(); i++) {
            Project copy = copies.get(i);
            assertTrue(copy.folder().startsWith(data), copy.folder().toString());
            assertEquals(List.of(), copy.missing());
            assertEquals(shipped.get(i).model(), copy.model());
            assertEquals(shipped.get(i).file().name(), copy.file().name());
            assertTrue(copy.runs().list().isEmpty());
        }
        assertTrue(Files.isRegularFile(copies.getFirst().folder().resolve("ablation.json")));
    }

    @Test
    void whatTheUserChangedInACopyStays() {
        Project copy = Installation.samples(data).getLast();
        ProjectFile file = copy.file();
        copy.save(new ProjectFile(
                file.schema(),
                "mine",
                file.kind(),
                file.description(),
                file.model(),
                file.data(),
                null,
                null,
                null,
                file.subnet(),
                file.network(),
                file.board(),
                null,
                null));
        assertEquals("mine", Installation.samples(data).getLast().file().name());
    }

    @Test
    void aCopyWhoseModelHasMovedAwayFindsItAgain() throws IOException {
        Project copy = Installation.samples(data).getFirst();
        Path file = copy.folder().resolve("project.json");
        Files.writeString(file, Files.readString(file).replace("assets/llava-easy-vqa", "elsewhere/llava-easy-vqa"));
        assertFalse(Project.open(copy.folder()).missing().isEmpty());
        assertEquals(List.of(), Installation.samples(data).getFirst().missing());
    }
}
