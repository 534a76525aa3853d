package org.espalier.ui.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.ui.theme.Appearance;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {

    private record Asked(int samples) {}

    private record Nothing(String schema) {}

    @TempDir
    private Path folder;

    private final Preferences preferences = Preferences.inMemory();

    @BeforeEach
    void aProjectWithTwoCancelledRuns() throws IOException {
        Files.writeString(folder.resolve("project.json"), """
                {"schema": "espalier.project/1", "name": "P", "kind": "prune", "description": "", "model": "m"}
                """);
        cancelled();
        cancelled();
    }

    private void cancelled() {
        assertThrows(
                CancelledException.class,
                () -> Project.open(folder)
                        .runs()
                        .start("prune search", new Asked(8), List.of("prune", "search"), List.of(), TaskContext.NONE)
                        .<Nothing>record(_ -> {
                            throw new CancelledException();
                        }));
    }

    private List<Run> runs() {
        return Project.open(folder).runs().list();
    }

    @Test
    void aRunThatClosingStoppedIsOfferedUntilItIsGoneOnWith() {
        Session session = new Session(preferences, new Appearance());
        session.open(Project.open(folder));
        Run first = runs().getFirst();
        Run second = runs().getLast();
        assertEquals(RunStatus.CANCELLED, first.status());
        assertFalse(Session.interrupted(first, session.stopped(folder)), "the user stopped it for good");

        preferences.put("stopped." + folder, first.id() + "," + second.id());
        assertTrue(Session.interrupted(first, session.stopped(folder)));
        session.resumed(first.id());
        assertFalse(Session.interrupted(first, session.stopped(folder)), "it was gone on with");
        assertEquals(Set.of(second.id()), session.stopped(folder), "the other one still waits");
    }
}
