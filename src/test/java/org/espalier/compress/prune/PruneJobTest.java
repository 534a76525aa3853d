package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneJobTest {

    private record Asked(int seed) {}

    private static final byte[] WEIGHTS = {1, 2, 3, 4, 5, 6, 7, 8};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private PruneJob open(int seed) {
        return PruneJob.open(folder.resolve("job"), new Asked(seed));
    }

    private void finishOne() {
        try (PruneJob job = open(1)) {
            PruneJob.Stored stored = job.keep(ByteBuffer.wrap(WEIGHTS));
            job.finished("block 0", List.of(new PruneJob.Entry("q", 0.5, 4, 0.1, null, 0, 0, false, stored)));
        }
    }

    @Test
    void aJobGoesOnWithWhatWasFinishedForTheSameRequest() {
        finishOne();
        try (PruneJob job = open(1)) {
            assertEquals(Set.of("block 0"), job.done().keySet());
            PruneJob.Stored stored =
                    job.done().firstEntry().getValue().getFirst().stored();
            assertArrayEquals(WEIGHTS, job.map(stored).toArray(ValueLayout.JAVA_BYTE));
        }
        try (PruneJob job = open(2)) {
            assertTrue(job.done().isEmpty(), "another request starts anew");
        }
    }

    @Test
    void whatAnotherRequestLeftInTheJobsFolderIsNotTaken() throws IOException {
        finishOne();
        try (PruneJob job = open(1)) {
            Files.writeString(job.states(1), "states of other prompts");
            Files.writeString(job.policy(), "ratios");
        }
        try (PruneJob job = open(1)) {
            assertTrue(Files.exists(job.states(1)));
            assertTrue(Files.exists(job.policy()));
        }
        try (PruneJob job = open(2)) {
            assertFalse(Files.exists(job.states(1)));
            assertFalse(Files.exists(job.policy()));
        }
    }

    @Test
    void aJobWhoseWeightsAreGoneOrCutOffStartsAnew() throws IOException {
        finishOne();
        try (var weights =
                new RandomAccessFile(folder.resolve("job/weights.part").toFile(), "rw")) {
            weights.setLength(WEIGHTS.length - 1);
        }
        try (PruneJob job = open(1)) {
            assertTrue(job.done().isEmpty());
        }
        finishOne();
        Files.delete(folder.resolve("job/weights.part"));
        try (PruneJob job = open(1)) {
            assertTrue(job.done().isEmpty());
        }
    }

    @Test
    void aLineCutWithinALetterIsNone() throws IOException {
        finishOne();
        Path journal = folder.resolve("job/journal.jsonl");
        long whole = Files.size(journal);
        Files.write(journal, new byte[] {'{', '"', (byte) 0xC3}, StandardOpenOption.APPEND);
        try (PruneJob job = open(1)) {
            assertEquals(Set.of("block 0"), job.done().keySet());
            assertEquals(whole, Files.size(journal));
        }
    }

    @Test
    void aJobThatCouldNotBeOpenedIsNotBusyAfterwards() throws IOException {
        Files.createDirectories(folder.resolve("job/weights.part"));
        assertEquals(
                "prune.job",
                assertThrows(WorkbenchException.class, () -> open(1)).code());
        Files.delete(folder.resolve("job/weights.part"));
        open(1).close();
    }

    @Test
    void oneJobIsForOneProcessAtATime() {
        try (PruneJob job = open(1)) {
            assertEquals(
                    "prune.job.busy",
                    assertThrows(WorkbenchException.class, () -> open(1)).code());
            assertTrue(job.done().isEmpty());
        }
    }
}
