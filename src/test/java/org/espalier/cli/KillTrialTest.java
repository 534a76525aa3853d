package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A few kills of some long commands; `installer/verify --kills 50` makes it that many of each, by the properties
/// below.
class KillTrialTest {

    private static final int SUITE = 2;
    private static final int MOMENTS = Integer.getInteger("espalier.kills", 0);
    private static final int SEED = Integer.getInteger("espalier.kills.seed", 11);
    private static final String NAMES = System.getProperty("espalier.kills.names", "");
    private static final String KEPT = System.getProperty("espalier.kills.folder", "target/kills");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"prune-apply-wanda", "nas-search", "mcu-quantize"})
    void whatWasKilledGoesOnToTheBytesOfAnUndisturbedRun(String name) throws Exception {
        KillTrial.Outcome outcome = KillTrials.trial(folder, name, SEED, 1).run(SUITE);
        assertEquals(List.of(), outcome.differences());
        assertEquals(SUITE, outcome.moments());
    }

    @Test
    @EnabledIfSystemProperty(named = "espalier.kills", matches = "[1-9][0-9]*")
    void manyKillsOfEveryLongCommandChangeNothing() throws Exception {
        Path kept = Files.createDirectories(Path.of(KEPT)).toAbsolutePath();
        List<String> names = NAMES.isEmpty()
                ? List.copyOf(KillTrials.commands(kept.resolve("inputs")).keySet())
                : List.of(NAMES.split(","));
        List<String> differing = new ArrayList<>();
        for (String name : names) {
            String row = KillTrials.row(kept, name, MOMENTS, SEED);
            System.out.println("kills: " + row);
            if (!row.endsWith("| " + KillTrials.NOTHING + " |")) {
                differing.add(row);
            }
        }
        assertEquals(List.of(), differing);
    }
}
