package org.espalier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The campaign behind `installer/verify --fuzz N`, which runs it for real by the properties below.
class FuzzCampaignTest {

    private static final long EXECUTIONS = Long.getLong("espalier.fuzz", 0);
    private static final int MINUTES = Integer.getInteger("espalier.fuzz.minutes", 60);
    private static final int SEED = Integer.getInteger("espalier.fuzz.seed", 0);
    private static final String NAMES = System.getProperty("espalier.fuzz.names", "");
    private static final String KEPT = System.getProperty("espalier.fuzz.folder", "target/fuzz");

    @TempDir
    Path folder;

    @Test
    void aDefectBehindThreeBytesIsFoundAndItsInputKept() throws Exception {
        Method broken = PlantedReaders.class.getDeclaredMethod("breaksOnThreeBytes", byte[].class);
        FuzzCampaign.Tally tally = new FuzzCampaign(folder, 3).run(broken, 1_000_000, 5);
        assertTrue(tally.finding().contains("planted"), tally::row);
        assertTrue(tally.executions() < 1_000_000, tally::row);
        try (Stream<Path> kept = Files.list(folder.resolve("findings"))) {
            assertTrue(
                    kept.anyMatch(file -> file.getFileName().toString().contains("breaksOnThreeBytes-crash")),
                    "the input is kept");
        }
    }

    @Test
    void aCrashOfTheWholeProcessIsAFindingAndItsReportIsKept() throws Exception {
        Method crashing = PlantedReaders.class.getDeclaredMethod("crashesTheProcess", byte[].class);
        FuzzCampaign.Tally tally = new FuzzCampaign(folder, 3).run(crashing, 1_000_000, 5);
        assertFalse(tally.finding().isEmpty(), tally::row);
        try (Stream<Path> kept = Files.list(folder.resolve("findings"))) {
            List<String> names = kept.map(file -> file.getFileName().toString()).toList();
            assertTrue(
                    names.stream().anyMatch(name -> name.matches("PlantedReaders\\.crashesTheProcess-\\d+\\.log")),
                    names::toString);
        }
    }

    @Test
    void aSoundReaderIsRunAsOftenAsAskedAndGuided() throws Exception {
        Method sound = PlantedReaders.class.getDeclaredMethod("takesEverything", byte[].class);
        FuzzCampaign.Tally tally = new FuzzCampaign(folder, 3).run(sound, 5000, 5);
        assertEquals("", tally.finding());
        assertEquals(5000, tally.executions());
        assertTrue(tally.reached() > 0, "nothing guides the search");
    }

    @Test
    void everyReaderIsFoundByItsNameOrItsMethods() {
        assertEquals(3, FuzzCampaign.tests(List.of("SafetensorsFuzzTest")).size());
        assertEquals(
                List.of("readsOrRefusesAnyPolicy"),
                FuzzCampaign.tests(List.of("PolicyFuzzTest.readsOrRefusesAnyPolicy")).stream()
                        .map(Method::getName)
                        .toList());
        assertTrue(FuzzCampaign.tests(List.of()).size() > 30);
    }

    @Test
    @EnabledIfSystemProperty(named = "espalier.fuzz", matches = "[1-9][0-9]*")
    void aCampaignOfTheProjectsReadersFindsNothing() throws Exception {
        FuzzCampaign campaign =
                new FuzzCampaign(Files.createDirectories(Path.of(KEPT)).toAbsolutePath(), SEED);
        List<String> names = NAMES.isEmpty() ? List.of() : List.of(NAMES.split(","));
        StringBuilder findings = new StringBuilder();
        long total = 0;
        for (Method test : FuzzCampaign.tests(names)) {
            FuzzCampaign.Tally tally = campaign.run(test, EXECUTIONS, MINUTES);
            System.out.println("fuzz: " + tally.row());
            total += tally.executions();
            findings.append(tally.finding());
        }
        System.out.println("fuzz: " + total + " executions");
        assertEquals("", findings.toString());
    }
}
