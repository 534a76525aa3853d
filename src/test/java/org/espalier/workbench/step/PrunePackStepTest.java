package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrunePackStepTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /// Cancelled while what was written is read again.
    private static final class Late implements QuietListener {
        private String stage = "";

        @Override
        public void stage(String name) {
            stage = name;
        }

        @Override
        public boolean cancelled() {
            return stage.equals("Reading the packed file");
        }
    }

    @Test
    void aFileCountsAsWrittenOnlyOnceItWasReadAgain() throws IOException {
        Path out = folder.resolve("model.packed");
        Files.writeString(out, "the former one");
        PrunePackStep.Parameters request = new PrunePackStep.Parameters(
                Path.of("src/test/resources/org/espalier/workbench/step/prune/dense"), out, true, false);
        assertThrows(CancelledException.class, () -> new PrunePackStep().run(request, new Late()));
        assertEquals("the former one", Files.readString(out));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(out), left.toList());
        }
    }
}
