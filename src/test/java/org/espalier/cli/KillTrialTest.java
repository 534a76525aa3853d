package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A few kills of two long commands; `KillTrials` is the program for many of all.
class KillTrialTest {

    private static final int MOMENTS = 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"prune-apply-wanda", "nas-search"})
    void whatWasKilledGoesOnToTheBytesOfAnUndisturbedRun(String name) throws Exception {
        List<String> command = KillTrials.commands(folder.resolve("inputs")).getOrDefault(name, List.of());
        KillTrial.Outcome outcome = new KillTrial(folder.resolve(name), command, 11).run(MOMENTS);
        assertEquals(List.of(), outcome.differences());
        assertEquals(MOMENTS, outcome.moments());
    }
}
