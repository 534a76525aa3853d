package org.espalier.firmware;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The portable form of the operators on the host, with address and undefined-behaviour sanitizers.
class HostOperatorsTest extends OperatorsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static KernelRunner program;

    @BeforeAll
    static void compile() throws IOException {
        program = KernelProgram.start(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        program.close();
    }

    /// Too large for a board, whose three passes need a megabyte.
    @Test
    void attentionGivesTheReferenceForTheMostRowsThereMayBe() {
        attentionGivesTheReferenceStreamedOrInPassesAndMayOverwriteItsQueries(512, 1, 4);
    }

    /// The largest grid, and the widest head that relative positions may have.
    @Test
    void relativePositionsGiveTheReferenceForTheMostRowsAndColumnsThereMayBe() {
        relativePositionsGiveTheReferenceStreamedOrInPassesAndMayOverwriteTheirQueries(22, 21, 1, 4);
        relativePositionsGiveTheReferenceStreamedOrInPassesAndMayOverwriteTheirQueries(3, 2, 1, 256);
    }

    @Override
    KernelRunner program() {
        return program;
    }
}
