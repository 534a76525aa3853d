package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardServeLinkTest {

    private static final String PORT = "/dev/pts/900";
    private static final String LATER_PORT = "/dev/pts/901";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void whatTheUserLinkedToIsNotTakenAway() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), model);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> BoardServeStep.linked(link, PORT));
        assertEquals("board.serve.link", e.code());
        assertEquals(model, Files.readSymbolicLink(link));
    }

    @Test
    void aLinkThatAKilledServerLeftIsTakenOver() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(PORT));
        assertEquals(link, BoardServeStep.linked(link, LATER_PORT));
        assertEquals(Path.of(LATER_PORT), Files.readSymbolicLink(link));
    }

    @Test
    void aServerThatEndsLeavesTheLinkOfALaterOne() throws IOException {
        Path link = folder.resolve("link");
        BoardServeStep.linked(link, PORT);
        BoardServeStep.linked(link, LATER_PORT);
        BoardServeStep.remove(link, PORT);
        assertTrue(Files.isSymbolicLink(link));
        BoardServeStep.remove(link, LATER_PORT);
        assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }
}
