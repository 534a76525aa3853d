package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoiceFileTest {

    private static final List<Kernels> CANDIDATES = List.of(new ScalarKernels(), VectorKernels.of(128));
    private static final FastestKernels.Choice CHOICE = new FastestKernels.Choice(
            CANDIDATES.getLast(), 1.5, Map.of(CANDIDATES.getFirst().name(), 4.0), 0.1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aChoiceThatCannotBeKeptLeavesNothingInTheCache() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("kernels.properties"));
        Files.writeString(taken.resolve("file"), "not Espalier's");
        ChoiceFile file = new ChoiceFile(taken, Instant.now());
        file.write(Form.DENSE_F32, CANDIDATES, CHOICE);
        assertTrue(file.read(Form.DENSE_F32, CANDIDATES).isEmpty());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(taken), left.toList());
        }
    }
}
